// Uses the reader's own card on other pages: the pump team's number, and a row that leads to the card.

import { element } from './dom.js';
import { dialled } from './fields.js';
import { kept } from './keep.js';
import { subscribe } from './storage.js';
import { base, format } from './text.js';

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
    if (!own) continue;
    const link = element('a', {
      className: 'poison pump', // stays beside the country's number
      href: `tel:${dialled(own)}`,
      textContent: `${bar.dataset.pump} `
    });
    link.append(element('b', { textContent: own }));
    bar.append(link);
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
  [...slot.querySelectorAll('.rows')].pop()?.append(row);
}

subscribe('card', () => {
  showPump();
  showRow();
});
addEventListener('numbers', showPump); // the bars were made again
