// Uses the reader's own card on other pages: the pump team's number, a row that leads to the card,
// and the badge of the app's icon.

import { element } from './dom.js';
import { daysLeft, dialled } from './fields.js';
import { readCard } from './keep.js';
import { subscribe } from './storage.js';
import { base, format } from './text.js';

/** Put the pump team's number into the call bars of pages about the pump. */
function showPump() {
  const { on_call, clinic_number } = readCard();
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
  const fields = readCard();
  const slot = document.querySelector('[data-own]');
  document.querySelector('.mine')?.remove();
  if (!(slot instanceof HTMLElement) || !Object.keys(fields).length) return;
  const { own = '', mine = '' } = slot.dataset;
  const row = element('a', { href: `${base}card`, className: 'mine' });
  row.textContent = fields.name ? format(own, fields) : mine;
  slot.lastElementChild?.append(row);
}

/** Show the days until the next date on the card: only due dates are in the future. */
function setBadge() {
  const days = Object.values(readCard()).filter((day) => /^\d+-..-..$/.test(day));
  const left = Math.min(...days.map(daysLeft).filter((left) => left > 0));
  // More than a week is not shown: 0 removes the badge. Missing or refused in most browsers.
  (async () => navigator.setAppBadge(left < 8 ? left : 0))().catch(() => {});
}

subscribe('card', () => {
  showPump();
  showRow();
  setBadge();
});
addEventListener('numbers', showPump); // the bars were made again
addEventListener('visibilitychange', setBadge); // the day may have changed
