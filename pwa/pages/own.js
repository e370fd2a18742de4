// Uses the reader's own card on other pages: the pump team's number, and a row that leads to the card.

import { element } from './dom.js';
import { dialled } from './fields.js';
import { kept } from './keep.js';
import { base, format } from './text.js';

const { fields = {} } = /** @type {{fields?: Record<string, string>}} */ (kept('card', {}));

for (const bar of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll('[data-pump]')
)) {
  const own = [fields.on_call, fields.clinic_number].find((text) => text && dialled(text));
  if (own && !bar.querySelector('.poison')) {
    const link = element('a', {
      className: 'poison pump', // stays beside the country's number
      href: `tel:${dialled(own)}`,
      textContent: `${bar.dataset.pump} `
    });
    link.append(element('b', { textContent: own }));
    bar.classList.add('shared');
    bar.append(link);
  }
}
const rows = [...document.querySelectorAll('.cases .rows')].pop();
const slot = document.querySelector('[data-own]');
if (rows && slot instanceof HTMLElement && Object.keys(fields).length) {
  const { own = '', mine = '' } = slot.dataset;
  rows.append(
    element('a', { href: `${base}card`, textContent: fields.name ? format(own, fields) : mine })
  );
}
