// One tap notes the time; the newest stands first, as it is looked for.

import { element } from './dom.js';
import { bindEntry } from './fields.js';
import { change, keep, kept } from './keep.js';
import { byId, messages } from './page.js';
import { canShare } from './phone.js';
import { share } from './share.js';
import { subscribe } from './storage.js';
import { local } from './text.js';

/** @typedef {{at: number, what: string}} Note */

const KEY = 'timeline';
const OTHER = 'timeline-other';
const form = byId('form', HTMLFormElement);
const other = byId('other', HTMLInputElement);
/** What can be brought back. @type {Note[]} */
let cleared = [];

/** @returns {Note[]} */
const notes = () => kept(KEY, []);

/**
 * The day too, and in one order everywhere: a night has two days, a crew may come from abroad.
 * @param {Note} note
 */
function line({ at, what }) {
  return `${local(at).slice(0, 16).replace('T', ' ')} ${what}`;
}

function show() {
  const all = notes();
  byId('times').replaceChildren(
    ...[...all].reverse().map((note) => element('li', { textContent: line(note) }))
  );
  byId('none').hidden = all.length > 0;
  byId('share').hidden = !all.length || !canShare;
  byId('clear').hidden = !all.length && !cleared.length;
  byId('clear').textContent = cleared.length ? messages.undo : messages.clear_all;
}

/**
 * Change the notes of this moment, which stand in the order of noting: the phone's clock may have
 * been set.
 * @param {(all: Note[]) => Note[]} edit
 */
function alter(edit) {
  cleared = [];
  change(KEY, /** @type {Note[]} */ ([]), edit);
}

function clear() {
  cleared = notes();
  keep(KEY, []);
}

function undo() {
  const before = cleared;
  alter((all) => [...before, ...all]);
}

/** @param {string} what */
const note = (what) => alter((all) => [...all, { at: Date.now(), what }]);

for (const button of /** @type {NodeListOf<HTMLElement>} */ (
  form.querySelectorAll('[data-note]')
)) {
  button.onclick = () => note(button.dataset.note ?? '');
}
form.onsubmit = () => {
  if (other.value.trim()) note(other.value.trim());
  keep(OTHER, '');
  return false; // it stays here
};
byId('clear').onclick = () => (cleared.length ? undo() : clear());
byId('share').onclick = () => share({ text: notes().map(line).join('\n') }, byId('said'));
addEventListener('deleted', () => {
  cleared = [];
  show();
});
form.hidden = false;
subscribe(KEY, show);
bindEntry(OTHER, [other]);
