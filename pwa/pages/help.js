// The page of all numbers: those of the reader's country first, a filter, and the choice of a country.

import { KEY, ready } from './country.js';
import { button, element } from './dom.js';
import { byId } from './page.js';
import { recall, remember, subscribe } from './storage.js';
import { format } from './text.js';

/** The first results, best first. */
const FIRST = [
  '.emergency a',
  ':is(.poison, .advice) a',
  '.text a',
  '.crisis [href^=tel]',
  '.crisis [href*=body]',
  '.crisis [href^=sms]',
  '.crisis li + li a',
  '.advice a',
  '.emergency li + li a'
];
const MAX_NUMBERS = 5; // the style sheet keeps room for them

const own = byId('own');
const texts = /** @type {Record<string, string>} */ (own.dataset);
const rows = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll('.country')]);

/** @param {Element} row */
const nameOf = (row) => `${row.querySelector('summary')?.firstChild?.textContent?.trim()}`;

/** @param {Element} row */
function choose(row) {
  const before = recall(KEY) ?? '';
  const number = row.querySelector('a')?.textContent;
  const kept = remember(KEY, row.id);
  const text = format(texts.now, { number, country: nameOf(row) });
  import('./toast.js').then(({ toast }) =>
    toast(kept ? text : `${text} ${texts.unkept}`, {
      label: texts.undo,
      act: () => remember(KEY, before)
    })
  );
}

/**
 * A number as a button.
 * @param {string} href @param {string} className @param {string | null | undefined} what
 * @param {string} number
 */
function large(href, className, what, number) {
  const made = element('a', { href, className: `button ${className}` });
  made.append(element('span', { textContent: `${what} ` }), element('b', { textContent: number }));
  return made;
}

/** A number of the list, with its hours. @param {HTMLAnchorElement} link */
function line({ href, textContent, parentElement: item }) {
  const list = item?.parentElement;
  const made = large(
    href,
    `${list?.className}`,
    list?.previousElementSibling?.textContent,
    textContent
  );
  const hours = [...(item?.childNodes ?? [])].slice(1).map((part) => part.cloneNode(true));
  made.append(element('small', {}));
  made.lastElementChild?.append(...hours);
  return made;
}

/** The numbers of the chosen or guessed country. @param {Element} row @param {boolean} isGuess */
function show(row, isGuess) {
  const name = nameOf(row);
  const found = FIRST.map((kind) => row.querySelector(kind)).filter(Boolean);
  const links = element('p', { className: 'tools' });
  links.append(
    element('a', { href: `#${row.id}`, className: 'alone', textContent: texts.all }),
    element('a', { href: '#countries', className: 'alone', textContent: texts.other })
  );
  own.replaceChildren(
    element('h2', { textContent: isGuess ? format(texts.guess, { country: name }) : name }),
    .../** @type {HTMLAnchorElement[]} */ ([...new Set(found)]).slice(0, MAX_NUMBERS).map(line),
    isGuess ? button(texts.use, 'use', () => choose(row)) : '',
    links
  );
}

/** The numbers of the call bar if no country is known. */
function showAny() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll('.call [href^=tel]')
  );
  own.replaceChildren(
    element('p', { textContent: texts.find }),
    ...[...links].map(({ href, children: [number, where] }) =>
      large(href, 'emergency', where.textContent, `${number.textContent}`)
    )
  );
}

/** @param {string} text */
const plain = (text) =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{Nd}]/gu, '')
    .toLowerCase();

/** Show the countries whose name, initials or numbers contain the typed text. @param {string} typed */
function filter(typed) {
  const query = plain(typed);
  for (const row of rows) {
    const name = nameOf(row);
    const initials = name.replace(/(\p{L})\p{L}*/gu, '$1');
    const numbers = [...row.querySelectorAll('.number')].map(({ textContent }) => `${textContent}`);
    row.hidden = ![name, initials, row.id, ...numbers].some((text) => plain(text).includes(query));
  }
  const none = byId('none');
  none.textContent = rows.some(({ hidden }) => !hidden) ? '' : `${none.dataset.none}`;
}

/** Add the button that chooses a country, if its number is checked. @param {Element} row */
function offer(row) {
  if (row.querySelector('.emergency'))
    row.querySelector('summary')?.after(button(texts.use, 'use', () => choose(row)));
}

/** Open the row that the address names. */
function open() {
  const row = rows.find(({ id }) => `#${id}` === location.hash);
  if (row) row.open = true;
}

for (const row of rows) {
  // A row may be open before this script runs.
  if (row.open) offer(row);
  else row.addEventListener('toggle', () => offer(row), { once: true });
}
const field = byId('filter', HTMLInputElement);
field.disabled = false;
field.oninput = () => filter(field.value);
addEventListener('hashchange', open);
open();
ready
  .catch(() => undefined)
  .then((guess) =>
    subscribe(KEY, () => {
      const chosen = rows.find(({ id }) => id === recall(KEY));
      const row = chosen ?? rows.find(({ id }) => id === guess?.country);
      if (row) show(row, !chosen);
      else showAny();
    })
  );
