// The reader's own card: on this phone only, or handed on as a file, in a format that every later
// version reads.

import { bind as bindFields, check, inWords, plausible } from './fields.js';
import { change, keep, kept, newKey } from './keep.js';
import { subscribe } from './storage.js';
import { today } from './text.js';

/** @typedef {Record<string, string>} Card what is filled in, by the name of its field */
/** @typedef {import('./fields.js').Field} Field */

const KEY = 'card';
const ID = 'card_id';
const VERSION = 1;
const MOST = 50000; // letters of a file; a card that is full has 4000

const EMPTY = { version: VERSION, fields: /** @type {Card} */ ({}) };

/** @returns {Card} */
export function stored() {
  return kept(KEY, EMPTY).fields ?? {}; // or spoilt
}

/**
 * Change some fields of the card as it is now; an empty one is left out.
 * @param {(card: Card) => Card} alter
 */
export function edit(alter) {
  change(KEY, EMPTY, ({ fields = {} }) => {
    const filled = Object.entries(alter(fields)).filter(([, value]) => value);
    return { version: VERSION, fields: Object.fromEntries(filled) };
  });
}

/** @param {() => void} show what is on the card, now and whenever it has changed */
export function onCard(show) {
  subscribe(KEY, show);
}

/**
 * Tells this card's reminders apart from everybody's: made once, and moved with the card. '' is not
 * made yet.
 * @returns {string}
 */
export function identity() {
  return kept(ID, '');
}

/** @param {string} id */
export function identify(id) {
  keep(ID, id);
  return id;
}

/** @returns {string} */
export function ensureId() {
  return identity() || identify(newKey());
}

/** The card as a file. @param {string} name */
export function asFile(name) {
  const card = { kind: KEY, version: VERSION, id: ensureId(), fields: stored() };
  return new File([JSON.stringify(card, null, 1)], name, { type: 'application/json' });
}

/** @param {HTMLFormElement} form @returns {Field[]} */
export function fieldsOf(form) {
  return /** @type {Field[]} */ ([...form.querySelectorAll('[name]')]);
}

/**
 * Whether a field would take the value as it is.
 * @param {Field | undefined} field @param {unknown} value
 */
function takes(field, value) {
  if (!field || typeof value !== 'string') return false;
  // A later version may offer others.
  if (field instanceof HTMLSelectElement) return value.length <= Number(field.dataset.most);
  const trial = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (field.cloneNode());
  trial.value = value;
  return trial.value === value && (field.maxLength < 0 || value.length <= field.maxLength);
}

/**
 * The card in a copy of all that is kept, which /reset makes; or the file itself.
 * @param {any} found
 */
function cardOf(found) {
  if (typeof found.card !== 'string') return found;
  return { kind: KEY, id: JSON.parse(found[ID] ?? '{}').value, ...JSON.parse(found.card).value };
}

/**
 * The card in a file, which may hold anything.
 * @param {string} text @param {HTMLFormElement} form
 * @returns {{card: Card, id: string} | 'huge' | 'other' | 'newer'} or why it is refused
 */
export function parseCard(text, form) {
  if (text.length > MOST) return 'huge';
  try {
    const { kind, version, id, fields } = cardOf(JSON.parse(text));
    if (kind !== KEY || !(version >= 1)) return 'other';
    if (version > VERSION) return 'newer';
    const known = new Map(fieldsOf(form).map((field) => [field.name, field]));
    const rows = Object.entries(fields);
    if (!rows.length || !rows.every(([name, value]) => takes(known.get(name), value)))
      return 'other';
    // A day that nobody can mean is left out; another value that is refused now stays, and its
    // field says so.
    const meant = rows.filter(([name, value]) => {
      const field = /** @type {Field} */ (known.get(name));
      return field.type !== 'date' || plausible(field.dataset, value);
    });
    return { card: Object.fromEntries(meant), id: /^[0-9a-f]{32}$/.test(id) ? id : '' };
  } catch {
    return 'other';
  }
}

/**
 * Fill the form from the card, and keep every letter.
 * @param {HTMLFormElement} form @returns {() => void} fills it once more
 */
export function bind(form) {
  const fields = fieldsOf(form);
  const fill = bindFields(
    fields,
    ({ name }) => stored()[name] ?? '',
    ({ name }, value) => edit((card) => ({ ...card, checked: today(), [name]: value }))
  );
  onCard(fill);
  fields.forEach(check);
  form.addEventListener('submit', (event) => event.preventDefault());
  ready();
  return fill;
}

/** Show what needs a script. */
export function ready() {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-script]')
  ))
    part.hidden = false;
}

/**
 * Put what the card says into the places that name its fields, as text; what is not filled in stays
 * a blank line.
 */
export function fillIn() {
  const card = stored();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-field]')
  )) {
    place.translate = false; // the reader's own words: a name is not translated
    place.textContent = inWords(card[place.dataset.field ?? ''] ?? '');
  }
}
