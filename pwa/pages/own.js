// Uses the reader's own card on other pages: the pump team's number, a row that leads to the card,
// and the badge of the app's icon.

import { element } from './dom.js';
import { dialled } from './fields.js';
import { kept } from './keep.js';
import { subscribe } from './storage.js';
import { base, format, today } from './text.js';

export const DAY_MS = 86400000;

/** @returns {Record<string, string>} the fields of the card */
const card = () => kept('card', /** @type {{fields?: Record<string, string>}} */ ({})).fields ?? {};

/** Put the pump team's number into the call bars of pages about the pump. */
function showPump() {
  const { on_call, clinic_number } = card();
  const own = [on_call, clinic_number].find((text) => text && dialled(text));
  for (const bar of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-pump]')
  )) {
    bar.querySelector('.pump')?.remove();
    if (bar.querySelector('.poison')) continue;
    bar.classList.toggle('shared', Boolean(own));
    document.documentElement.classList.toggle('two-lines', Boolean(own));
    if (!own) continue;
    const link = element('a', {
      className: 'poison pump', // stays beside the country's number
      href: `tel:${dialled(own)}`,
      textContent: `${bar.dataset.pump} `
    });
    link.append(element('b', { textContent: own }));
    bar.prepend(link);
  }
}

/** Put the row that leads to the card at the end of the first screen's lists. */
function showRow() {
  const fields = card();
  const slot = document.querySelector('[data-own]');
  document.querySelector('.mine')?.remove();
  if (!(slot instanceof HTMLElement) || !Object.keys(fields).length) return;
  const { own = '', mine = '' } = slot.dataset;
  const row = element('a', { href: `${base}card`, className: 'mine' });
  row.textContent = fields.name ? format(own, fields) : mine;
  slot.lastElementChild?.append(row);
}

/** Until a day; below 0 if it has passed. @param {string} day */
export function daysLeft(day) {
  // Both are midnights of UTC, so clock changes do not matter.
  return (Date.parse(day) - Date.parse(today())) / DAY_MS;
}

/** Show the days until the next day on the card: only those by which something is due lie ahead. */
function setBadge() {
  const days = Object.values(card()).filter((day) => /^\d+-..-..$/.test(day));
  const left = Math.min(...days.map(daysLeft).filter((left) => left > 0));
  // More than a week is not shown: 0 removes the badge. Refused if the app is not installed.
  navigator.setAppBadge?.(left < 8 ? left : 0).catch(() => {});
}

subscribe('card', () => {
  showPump();
  showRow();
  setBadge();
});
addEventListener('numbers', showPump); // the bars were made again
addEventListener('visibilitychange', setBadge); // the day may have changed
