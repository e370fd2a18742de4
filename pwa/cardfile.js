// The reader's own card: on this phone only, or handed on as a file, in a format that every later version reads.

import { keep, kept } from './keep.js';
import { words } from './words.js';
import { today } from './notices.js';

/** @typedef {Record<string, string>} Card what is filled in, by the name of its field */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

const KEY = 'card';
const VERSION = 1;
const MOST = 50000; // letters of a file; a card that is full has 4000

/** @returns {Card} */
export function stored() {
  return kept(KEY, { version: VERSION, fields: {} }).fields ?? {}; // or spoilt
}

/** Tells `card` to the page. @param {Card} card @returns {boolean} whether it will be there next time */
export function store(card) {
  const done = keep(KEY, { version: VERSION, fields: Object.fromEntries(Object.entries(card).filter(([, value]) => value)) });
  document.dispatchEvent(new Event(KEY));
  return done;
}

/** The card as a file. @param {string} name */
export function asFile(name) {
  return new File([JSON.stringify({ kind: KEY, version: VERSION, fields: stored() }, null, 1)], name, { type: 'application/json' });
}

/** @param {HTMLFormElement} form @returns {Field[]} */
export function fieldsOf(form) {
  return /** @type {Field[]} */ ([...form.querySelectorAll('[name]')]);
}

/** Whether a field would take the value as it is. @param {Field | undefined} field @param {unknown} value */
function takes(field, value) {
  if (!field || typeof value !== 'string') return false;
  if (field instanceof HTMLSelectElement) return value.length <= Number(field.dataset.most); // a later version may offer others
  const trial = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (field.cloneNode());
  trial.value = value;
  return trial.value === value && (field.maxLength < 0 || value.length <= field.maxLength);
}

/**
 * The card in a file, which may hold anything.
 * @param {string} text @param {HTMLFormElement} form @returns {Card | 'huge' | 'other' | 'newer'} or why it is refused
 */
export function read(text, form) {
  if (text.length > MOST) return 'huge';
  try {
    const found = JSON.parse(text);
    const { kind, version, fields } = typeof found.card === 'string' ? { kind: KEY, ...JSON.parse(found.card).value } : found; // a copy of all
    if (kind !== KEY || !(version >= 1)) return 'other';
    if (version > VERSION) return 'newer';
    const known = new Map(fieldsOf(form).map((field) => [field.name, field]));
    const rows = Object.entries(fields);
    return rows.length && rows.every(([name, value]) => takes(known.get(name), value)) ? Object.fromEntries(rows) : 'other';
  } catch {
    return 'other';
  }
}

/** @param {Field} field @param {string} value */
function put(field, value) {
  if (field instanceof HTMLSelectElement) {
    if (![...field.options].some((option) => option.value === value)) field.add(new Option(value));
  } else {
    field.defaultValue = value; // kept: it is no typed text that an update would lose
  }
  field.value = value;
}

/** Fill the form from the card, and keep every change. @param {HTMLFormElement} form */
export function bind(form) {
  const fields = fieldsOf(form);
  const fill = () => {
    const card = stored();
    for (const field of fields) if (field !== document.activeElement) put(field, card[field.name] ?? '');
  };
  form.addEventListener('change', ({ target }) => {
    const field = /** @type {Field} */ (target);
    if (field.name) store({ ...stored(), checked: today(), [field.name]: field.value.trim() });
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  document.addEventListener(KEY, fill);
  addEventListener('storage', fill); // changed in another window
  fill();
  ready();
}

export { today };

/** A day in words: 2/3 is two days in the world. @param {string} value */
export function inWords(value) {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return value;
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(value));
}

/** Show what needs a script. */
export function ready() {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-script]'))) part.hidden = false;
}

/** Put what the card says into the places that name its fields, as text; what is not filled in stays a blank line. */
export function fillIn() {
  const card = stored();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-field]'))) {
    place.textContent = inWords(card[place.dataset.field ?? ''] ?? '');
  }
}

/** @param {File} file */
function download(file) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000); // Safari reads it late
}

/**
 * By the phone's share sheet where it has one, else as a download: from an installed iPhone app that is unreliable; Chrome's
 * sheet refuses calendars and most other files.
 * @param {File} file
 */
export async function hand(file) {
  try {
    if (!navigator.canShare?.({ files: [file] })) throw new Error('no sheet for it');
    await navigator.share({ files: [file] });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) download(file); // the reader closed the sheet
  }
}
