// What to read to the call-taker, from what was tapped and typed so far, in the order of the page.

import { keep, kept } from './keep.js';
import { sound } from './limits.js';
import { find } from './place.js';

const told = JSON.parse(document.body.dataset.told ?? '{}');
/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ (part('form'));
const where = /** @type {HTMLInputElement} */ (part('where'));
const doors = /** @type {NodeListOf<HTMLAnchorElement>} */ (form.querySelectorAll('[data-sheet]'));
const fields = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('[data-say]'));

function write() {
  const known = [...fields].filter((field) => (field.type === 'text' ? sound(field) && field.value.trim() : field.checked));
  part('script').replaceChildren(...known.map((field) => {
    const line = document.createElement('li');
    line.textContent = (field.dataset.say ?? '').replace('{value}', () => field.value.trim());
    return line;
  }));
  for (const door of doors) door.hidden = !known.some((field) => field.dataset.go === door.dataset.sheet);
}

function seek() {
  part('place').textContent = told.finding;
  find(told.found, (found) => { part('place').textContent = found; }, () => { part('place').textContent = told.not_found; });
}

where.defaultValue = kept('where', '');
where.addEventListener('input', () => keep('where', where.value));
form.oninput = write;
form.onsubmit = () => false; // Enter in a field sends nothing anywhere
part('find').onclick = seek;
// Allowed before: then it looks from the beginning, and nobody waits.
const allowed = async () => (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
allowed().then((yes) => { if (yes) seek(); }, () => {});
form.hidden = false;
write();
