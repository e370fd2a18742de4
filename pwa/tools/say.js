// Builds the text to read to the call-taker from what was tapped and typed.

import { KEY, ready } from './country.js';
import { element } from './dom.js';
import { bindEntry, isValid } from './fields.js';
import { keep, kept } from './keep.js';
import { byId, messages } from './page.js';
import { locate } from './place.js';
import { recall, subscribe } from './storage.js';
import { format } from './text.js';

const form = byId('form', HTMLFormElement);
const where = byId('where', HTMLInputElement);
const doors = /** @type {NodeListOf<HTMLAnchorElement>} */ (form.querySelectorAll('[data-sheet]'));
const fields = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('[data-say]'));

/** Whether the call-taker speaks the language of the original; also if the country is unknown. */
let isForeign = true;

/** The field that was changed last: its line is kept in sight. */
let last = where;

function write() {
  const known = [...fields].filter((field) =>
    field.type === 'text' ? isValid(field) && field.value.trim() : field.checked
  );
  byId('script').replaceChildren(
    ...known.map(({ dataset, value }) => {
      /** @param {string} say */
      const filled = (say) => format(say, { value: value.trim() });
      const line = element('li', { textContent: filled(dataset.say ?? '') });
      if (isForeign && dataset.theirs)
        line.append(element('i', { lang: form.dataset.lang, textContent: filled(dataset.theirs) }));
      return line;
    })
  );
  const line = /** @type {HTMLElement | undefined} */ (
    byId('script').children[known.indexOf(last)]
  );
  const box = byId('result');
  if (line) box.scrollTop = line.offsetTop + line.offsetHeight - box.clientHeight;
  for (const door of doors)
    door.hidden = !known.some((field) => field.dataset.go === door.dataset.sheet);
}

function seek() {
  byId('place').textContent = messages.finding;
  locate(
    messages.found,
    (found) => {
      byId('place').textContent = found;
    },
    () => {
      byId('place').textContent = messages.not_found;
    }
  );
}

/**
 * Stored for this visit only: it is about one person, and must survive a call.
 */
const VISIT = 'visit-said';
const others = [...fields].filter((field) => field !== where);
/** @param {HTMLInputElement} field */
const name = ({ dataset: { say, theirs = say }, name }) => `${name} ${theirs}`; // in any language

function restore() {
  /** @type {Record<string, string | boolean>} */
  const stored = kept(VISIT, {});
  for (const field of others) {
    const value = stored[name(field)];
    if (field.type === 'text') {
      const text = `${value ?? ''}`;
      if (field.value !== text) field.value = text; // an equal value also moves Safari's cursor
      field.defaultValue = text; // it is stored: an update would not lose it
    } else field.checked = Boolean(value ?? field.defaultChecked);
  }
  write();
}

bindEntry('where', [where], write);
subscribe(VISIT, restore);
ready
  .then((guessed) =>
    subscribe(KEY, () => {
      const country = recall(KEY) || guessed?.country;
      isForeign = !country || !!form.dataset.countries?.includes(country);
      write();
    })
  )
  .catch(() => {}); // no list of countries: both languages stay
form.oninput = form.onchange = (/** @type {Event} */ { target }) => {
  last = /** @type {HTMLInputElement} */ (target);
  keep(
    VISIT,
    Object.fromEntries(
      others.map((field) => [name(field), field.type === 'text' ? field.value : field.checked])
    )
  );
};
byId('clear').onclick = () => {
  keep(VISIT, {});
  keep('where', '');
};
form.onsubmit = () => false; // Enter in a field must not send the form
byId('find').onclick = seek;
// If it was allowed before, locate at once.
const allowed = async () =>
  (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
allowed().then(
  (yes) => yes && seek(),
  () => {}
);
form.hidden = false;
