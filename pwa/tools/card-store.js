// Stores the reader's card, and reads and writes its file, in a format that later versions must
// read.

import { bind as bindFields, check, inWords, plausible } from './fields.js';
import { change, keep, kept, newKey, readCard } from './keep.js';
import { subscribe } from './storage.js';
import { today } from './text.js';

/** @typedef {Record<string, string>} Card values by the name of the field */
/** @typedef {import('./fields.js').Field} Field */

const KEY = 'card';
const ID = 'card_id';
const VERSION = 1;
const MAX_CHARS = 50000; // a full card has 4000

/**
 * Change some fields of the card as it is now; empty fields are left out.
 * @param {(card: Card) => Card} alter
 */
export function edit(alter) {
  change(KEY, /** @type {{version?: number, fields?: Card}} */ ({}), ({ fields = {} }) => {
    const filled = Object.entries(alter(fields)).filter(([, value]) => value);
    return { version: VERSION, fields: Object.fromEntries(filled) };
  });
}

/** @param {() => void} show called now and after each change */
export function onCard(show) {
  subscribe(KEY, show);
}

/**
 * The random id of this card's reminders, which moves with the card; '' before there is one.
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
  const card = { kind: KEY, version: VERSION, id: ensureId(), fields: readCard() };
  return new File([JSON.stringify(card, null, 1)], name, { type: 'application/json' });
}

/** @param {Element} form @returns {Field[]} */
export function fieldsOf(form) {
  return /** @type {Field[]} */ ([...form.querySelectorAll('[name]')]);
}

/**
 * Whether a field would take the value as it is.
 * @param {Field | undefined} field @param {unknown} value
 */
function takes(field, value) {
  if (!field || typeof value !== 'string') return false;
  // A later version may have other options.
  if (field instanceof HTMLSelectElement) return value.length <= Number(field.dataset.most);
  const trial = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (field.cloneNode());
  trial.value = value;
  return trial.value === value && (field.maxLength < 0 || value.length <= field.maxLength);
}

/**
 * The card in a backup by /reset, or the file itself.
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
  if (text.length > MAX_CHARS) return 'huge';
  try {
    const { kind, version, id, fields } = cardOf(JSON.parse(text));
    if (kind !== KEY || !(version >= 1)) return 'other';
    if (version > VERSION) return 'newer';
    const known = new Map(fieldsOf(form).map((field) => [field.name, field]));
    const rows = Object.entries(fields);
    if (!rows.length || !rows.every(([name, value]) => takes(known.get(name), value)))
      return 'other';
    // An implausible day is left out; any other value that is refused now stays, and its field says
    // so.
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
 * Fill the form from the card, and store each letter.
 * @param {HTMLFormElement} form @returns {() => void} fills it again
 */
export function bind(form) {
  const fields = fieldsOf(form);
  const fill = bindFields(
    fields,
    ({ name }) => readCard()[name] ?? '',
    ({ name }, value) => edit((card) => ({ ...card, checked: today(), [name]: value }))
  );
  onCard(fill);
  fields.forEach(check);
  form.onsubmit = () => false; // Enter in a field must not send the form
  ready();
  return fill;
}

/** Show the elements that need a script. */
export function ready() {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-script]')
  ))
    part.hidden = false;
}

/**
 * Put the values of the card into the elements that name its fields; empty fields stay blank lines.
 */
export function fillIn() {
  const card = readCard();
  for (const output of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-field]')
  )) {
    output.translate = false; // the reader's own words: a name is not translated
    output.textContent = inWords(card[output.dataset.field ?? ''] ?? '');
  }
}
