// Validates fields and stores each letter as it is typed. An implausible value is refused in words
// at the field and used nowhere, but stays in the field.

import { keep, kept } from './keep.js';
import { subscribe } from './storage.js';
import { format, today, words } from './text.js';

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** Years before and after today. @type {Record<string, [number, number]>} */
const YEARS = { date: [-120, 0], due: [-10, 2] };
const LARGEST = 10000; // of a number on a label
const DIGITS = { least: 2, extension: 5, most: 15 }; // of a number to call (E.164)
const HOURS = /\b24\/7\b|\(\s*\d{1,2}\s*[-–]\s*\d{1,2}\s*(?!\d)[^)\d]*\)\s*$/g;
const TIME = /(^|[^:\d])\d{1,2}:\d\d(?![:\d])/g;
const LETTERED = /\d{3}-(?!EXT)\p{Lu}{3}/u; // 1-800-PUMP-HELP: its letters would be left out
const LIMITED = '[data-limit]';

/**
 * Digits of any script as 0 to 9: the ten digits of a script are consecutive code points.
 * @param {string} text
 */
export function digits(text) {
  return `${text}`.replace(/\p{Nd}/gu, (digit) => {
    const code = /** @type {number} */ (digit.codePointAt(0));
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return `${(code - zero) % 10}`;
  });
}

/**
 * What a phone dials, in any script: the first number of several, without an extension, for an
 * address. Hours, wards and bleeps before it are shorter than a number with its area.
 * @param {string} text
 */
export function dialled(text) {
  const parts = digits(text)
    .replace(/\uff0b/g, '+')
    .replace(/^(\s*(\+|00).*)\(0\)/, '$1')
    .replace(HOURS, ',')
    .replace(TIME, '$1,')
    .split(/[/,;:]|\p{L}+|\b\s*#/u)
    .map((part) => part.replace(/[^0-9+*#]/g, ''));
  if (LETTERED.test(text)) return '';
  const ofLength = (/** @type {number} */ least) => parts.find(({ length }) => length >= least);
  return (ofLength(DIGITS.extension) ?? ofLength(DIGITS.least) ?? '').replace('#', '%23');
}

/**
 * A number above 0, or NaN; "1,000" may be one or a thousand, so it is refused.
 * @param {string} text
 */
export function number(text) {
  const plain = digits(text)
    .trim()
    .replace(/[\u066b\uff0e\uff0c]/, '.');
  if (!/^\d+([.,]\d+)?$/.test(plain) || /[.,]\d{3}$/.test(plain)) return NaN;
  const value = Number(plain.replace(',', '.'));
  return value > 0 && value <= LARGEST ? value : NaN;
}

/** The first and the last plausible day, by this phone's clock. @param {string} kind */
function range(kind) {
  const now = new Date();
  return YEARS[kind].map((years) => {
    const day = Date.UTC(now.getFullYear() + years, now.getMonth(), now.getDate());
    return new Date(day).toISOString().slice(0, 10);
  });
}

/** A day in words, because 2/3 may be in February or March. @param {string} value */
export function inWords(value) {
  const day = new Date(/^(19|20)\d\d-\d\d-\d\d$/.test(value) ? value : NaN);
  return Number.isNaN(+day)
    ? value // other words of a reader, perhaps a number to call
    : new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeZone: 'UTC' }).format(day);
}

export const DAY_MS = 86400000;

/** The days until a day; below 0 if it has passed. @param {string} day */
export function daysLeft(day) {
  // Both are midnights of UTC, so clock changes do not matter.
  return (Date.parse(day) - Date.parse(today())) / DAY_MS;
}

/** A number of any size, perhaps with separators of thousands. @param {string} count */
const plain = (count) => Number(count.replace(/[.,]\d{3}(?!\d)/g, '000').replace(',', '.'));

/** Whether a value is plausible. @param {DOMStringMap} limits of its field @param {string} value */
export function plausible({ limit = '', largest }, value) {
  const text = digits(value);
  if (!limit || !text) return true;
  if (limit in YEARS) {
    const [first, last] = range(limit);
    return text.length === first.length && first <= text && text <= last; // not the year 20270
  }
  if (limit === 'label') return number(text) > 0;
  if (limit === 'phone') {
    const { length } = dialled(text);
    return length >= DIGITS.least && length <= DIGITS.most;
  }
  // No value is negative.
  if (/^\s*[-\u2212]\s*\d/.test(text)) return false;
  const times = [...text.matchAll(/(\d+):(\d+)/g)];
  const amounts = largest ? [...text.matchAll(/(\d+(?:[.,]\d+)*)\s*(g\b)?/g)] : [];
  // Amounts in grams have no limit.
  return (
    times.every(
      ([, hour, minute]) => Number(hour) <= 24 && minute.length === 2 && Number(minute) < 60
    ) && amounts.every(([, count, grams]) => grams || plain(count) <= Number(largest))
  );
}

/**
 * Whether a field holds a plausible value; a half typed day is not one.
 * @param {Field} field
 */
export function isValid(field) {
  return !field.validity.badInput && plausible(field.dataset, field.value);
}

/** @param {Field} field @returns {HTMLElement | null} */
function lineOf({ id }) {
  return document.getElementById(`${id}-refused`);
}

/**
 * Say at the field why its value is refused, or remove that.
 * @param {Field} field @returns {boolean} whether it is valid
 */
export function check(field) {
  const valid = isValid(field);
  const line = lineOf(field) ?? document.createElement('p');
  if (!valid && !line.id) {
    Object.assign(line, { id: `${field.id}-refused`, className: 'passed' });
    line.setAttribute('role', 'alert');
    field.after(line);
    field.setAttribute(
      'aria-describedby',
      `${line.id} ${field.getAttribute('aria-describedby') ?? ''}`.trim()
    );
  }
  const { limit = '', refused = '' } = field.dataset;
  const [first, last] = limit in YEARS ? range(limit).map(inWords) : [];
  const text = valid ? '' : format(refused, { from: first, to: last });
  if (line.textContent !== text) line.textContent = text;
  field.setAttribute('aria-invalid', `${!valid}`);
  return valid;
}

/**
 * Call `act` with the field of an event, if that field has a limit.
 * @param {Event} event @param {(field: Field) => void} act
 */
function limited({ target }, act) {
  if (target instanceof HTMLElement && target.matches(LIMITED)) act(/** @type {Field} */ (target));
}

/** Set `min` and `max` to today's range. @param {Field} field */
function setRange(field) {
  const { limit = '' } = field.dataset;
  if (field instanceof HTMLInputElement && limit in YEARS) [field.min, field.max] = range(limit);
}

/** @param {Field} field @returns {field is HTMLInputElement} */
const isRadio = (field) => field.type === 'radio';

/** @param {Field} field @param {string} value */
function put(field, value) {
  if (isRadio(field)) {
    field.checked = field.value === value;
    return;
  }
  // A refused or half typed value stays.
  if (!isValid(field) && (!value || field === document.activeElement)) return;
  if (field.value.trim() !== value.trim()) {
    if (
      field instanceof HTMLSelectElement &&
      ![...field.options].some((option) => option.value === value)
    ) {
      // With a value, which a translator of pages does not change.
      field.add(new Option(value, value));
    }
    field.value = value;
    if (field.matches(LIMITED)) check(field);
  }
  // It is stored, so an update would not lose it.
  if (!(field instanceof HTMLSelectElement)) field.defaultValue = field.value;
}

/**
 * `input` comes with every letter, `change` alone from some browsers that fill in forms.
 * @param {Field[]} fields @param {(field: Field) => string} read the stored value of a field
 * @param {(field: Field, value: string) => void} write
 * @returns {() => void} shows the stored values
 */
export function bind(fields, read, write) {
  const stored = (/** @type {Field} */ field) => `${read(field)}`; // a damaged entry may hold any
  for (const field of fields) {
    let touched = false;
    /** @param {Event} event */
    const take = ({ type }) => {
      const left = type === 'blur';
      if (left && !touched) return; // a value stored by an older version stays
      if (isRadio(field) && !field.checked) return;
      touched = !left;
      const refused = !isValid(field);
      // A half typed year (2, 20, 203), or a time (20:0) after others that are stored.
      const unfinished = field.type === 'date' ? !left : /\d:\d$/.test(digits(field.value));
      if (refused && unfinished && !field.validity.badInput) return;
      const value = refused ? '' : field.value.trim();
      if (value !== stored(field)) write(field, value);
      // Not while typing, because the next word follows the space.
      if (!refused && type !== 'input' && value !== field.value) field.value = value;
      put(field, value);
    };
    for (const event of ['input', 'change', 'blur']) field.addEventListener(event, take);
  }
  return () => {
    for (const field of fields) put(field, stored(field));
  };
}

/**
 * Bind fields to one entry; `show` runs after each change.
 * @param {string} name @param {Field[]} fields @param {() => void} [show]
 */
export function bindEntry(name, fields, show) {
  const fill = bind(
    fields,
    () => kept(name, ''),
    (_, value) => keep(name, value)
  );
  subscribe(name, () => {
    fill();
    show?.();
  });
}

for (const field of /** @type {NodeListOf<Field>} */ (document.querySelectorAll(LIMITED)))
  setRange(field);
for (const left of ['change', 'focusout'])
  addEventListener(left, (event) => limited(event, check), true);
addEventListener('focusin', (event) => limited(event, setRange));
// While the reader types, a refusal is removed but never added.
addEventListener(
  'input',
  (event) =>
    limited(event, (field) => {
      if (isValid(field)) check(field);
    }),
  true
);
addEventListener(
  'reset',
  ({ target }) => {
    const form = /** @type {HTMLFormElement} */ (target);
    for (const field of form.querySelectorAll(LIMITED)) setTimeout(check, 0, field);
  },
  true
);
