// One tap notes the time; the newest stands first, as it is looked for.

import { keep, kept } from './keep.js';
import { possible, share } from './share.js';

/** @typedef {{at: number, what: string}} Note */

const told = JSON.parse(document.body.dataset.told ?? '{}');
/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ (part('form'));
const other = /** @type {HTMLInputElement} */ (part('other'));
/** @type {Note[]} */
let notes = kept('timeline', []);
/** @type {Note[]} */
let cleared = [];

/** The day too, and in one order everywhere: a night has two days, a crew may come from abroad. @param {Note} note */
function line({ at, what }) {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60000);
  return `${local.toISOString().slice(0, 16).replace('T', ' ')} ${what}`;
}

/** @param {Note[]} all @param {Note[]} [gone] what can be brought back */
function show(all, gone = []) {
  notes = all;
  cleared = gone;
  part('times').replaceChildren(...[...notes].reverse().map((note) => {
    const row = document.createElement('li');
    row.textContent = line(note);
    return row;
  }));
  part('none').hidden = notes.length > 0;
  part('share').hidden = !notes.length || !possible;
  part('clear').hidden = !notes.length && !cleared.length;
  part('clear').textContent = cleared.length ? told.undo : told.clear_all;
}

/** @param {Note[]} all @param {Note[]} [gone] */
function set(all, gone) {
  keep('timeline', all);
  show(all, gone);
}

/** @param {string} what */
const note = (what) => set([...notes, { at: Date.now(), what }]);

for (const button of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('[data-note]'))) {
  button.onclick = () => note(button.dataset.note ?? '');
}
form.onsubmit = () => {
  if (other.value.trim()) note(other.value.trim());
  form.reset();
  return false; // it stays here
};
part('clear').onclick = () => (cleared.length ? set(cleared) : set([], notes));
part('share').onclick = () => share({ text: notes.map(line).join('\n') }, part('said'));
form.hidden = false;
show(notes);
