// Shows the number of the chosen country, else of the one that the time zone suggests, as one call
// button on every page.

import { element } from './dom.js';
import { recall, subscribe } from './storage.js';
import { base, format, words } from './text.js';

/**
 * @typedef {{number: string, hours: string | null}} Line
 * @typedef {{country: string, name: string, emergency: Line[], poison: Line[], advice: Line[],
 *   zones: string[]}} Country
 */

export const KEY = 'country';
/**
 * The time zone that Firefox reports if it hides the real one; other browsers report UTC.
 */
export const MASK = 'Atlantic/Reykjavik';

/** @returns {Promise<Country[]>} those with a checked emergency number */
export async function countries() {
  /** @type {{countries: Country[]}} */
  const found = await (await fetch(`${base}api/v1/helplines`)).json();
  return found.countries.filter(({ emergency }) => emergency[0]);
}

/** @param {string} number */
const dial = (number) => `tel:${number.replace(/[^0-9+]/g, '')}`;

/**
 * Put the call button of a country into each call bar and the first screen. A guessed country leaves
 * the other numbers beside it; the style sheet reserves space for all.
 * @param {Country} country @param {boolean} isGuess
 */
function show(country, isGuess) {
  const {
    name,
    emergency: [{ number }]
  } = country;
  const now = format(words.call_number, { number });
  const href = dial(number);
  for (const row of document.querySelectorAll('.call')) {
    const call = element('a', { href, className: 'number', textContent: now });
    const isLarge = row.closest('.first') !== null;
    call.append(
      element('span', {
        textContent: isGuess && isLarge ? format(words.guessed, { country: name }) : name
      })
    );
    row.prepend(call);
    if (!isGuess) {
      // Copies, so that no link moves: the other numbers go, and these two have another place.
      const rest = [...row.querySelectorAll('.other, [data-poison]')].map((link) =>
        link.cloneNode(true)
      );
      row.replaceChildren(call, ...rest);
    }
    row.classList.add(isGuess ? 'guessed' : 'chosen');
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll('[data-call-now]')
  )) {
    link.textContent = now;
    link.href = href;
  }
  showPoison(country);
  if (!isGuess) showPrinted(country);
}

/** @param {Line['hours']} hours */
const always = (hours) => !hours || hours === '24/7';

/** A line's name, and its number in an element that does not break. @param {string} name @param {Line} line */
const named = (name, { number }) => [`${name} `, element('b', { textContent: number })];

/** The other numbers, on the printed first page. @param {Country} country */
function showPrinted({ poison, advice }) {
  /** @param {string} name @returns {(line: Line) => HTMLElement} */
  const row = (name) => (line) => {
    const made = element('span', {});
    made.append(...named(name, line), always(line.hours) ? '' : ` (${line.hours})`);
    return made;
  };
  document
    .getElementById('numbers')
    ?.replaceChildren(...poison.map(row(words.line_poison)), ...advice.map(row(words.line_advice)));
}

/**
 * Link the poison line, else the advice line; the list stays if there are several or opening hours.
 * @param {Country} country
 */
function showPoison({ poison, advice }) {
  const [line, second] = poison[0] ? poison : advice;
  if (!line || second || !always(line.hours)) return;
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll('a[data-poison]')
  )) {
    link.href = dial(line.number);
    link.replaceChildren(...named(poison[0] ? words.line_poison : words.line_advice, line));
  }
}

/** The time zone that the browser reports, or ''. */
export function zoneHere() {
  try {
    // Temporal (Chrome 144) is faster: the first use of Intl takes 28 ms, on a phone more.
    return window.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    return '';
  }
}

/** Show the numbers. @returns {Promise<Country | undefined>} the guessed country */
async function start() {
  const all = await countries();
  const zone = zoneHere();
  const guessed = all.find(({ zones }) => zones.includes(zone) && zone !== MASK);
  /**
   * The elements that name a number, each with its original once it was replaced.
   * @type {Element[][]}
   */
  let slots = [
    ...document.querySelectorAll('.call, [data-call-now], #numbers, a[data-poison]')
  ].map((shown) => [shown]);
  subscribe(KEY, () => {
    const own = all.find(({ country }) => country === recall(KEY));
    slots = slots.map(([shown, plain = shown]) => {
      // A tap on a row that is replaced meanwhile is lost.
      if (plain !== shown) shown.replaceWith(plain);
      return [plain, /** @type {Element} */ (plain.cloneNode(true))];
    });
    const country = own ?? guessed;
    if (country) show(country, !own);
    dispatchEvent(new Event('numbers'));
  });
  return guessed;
}

export const ready = start();
ready.catch(() => {}); // no answer: the row of numbers stays
