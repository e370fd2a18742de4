// Notes times by one tap, and shows the newest first.

import { element } from './dom.js';
import { bindEntry } from './fields.js';
import { change, keep, notes } from './keep.js';
import { byId, messages } from './page.js';
import { canShare } from './phone.js';
import { share } from './share.js';
import { subscribe } from './storage.js';
import { local } from './text.js';
import { offsetOf } from './zone.js';

/** @typedef {{at: number, what: string}} Note `at` in ms */

const KEY = 'timeline';
const DONE_MS = 1000; // how long a button shows the time that it noted
const OTHER = 'timeline-other';
const form = byId('form', HTMLFormElement);
const other = byId('other', HTMLInputElement);
/** What undo restores. @type {Note[]} */
let cleared = [];

/**
 * The notes as lines, with the day in ISO 8601: a night has two days, and a crew may be from abroad.
 */
function lines() {
  const all = notes();
  return all.map(
    (note) => `${local(note.at).slice(0, 16).replace('T', ' ')}${offsetOf(note, all)} ${note.what}`
  );
}

function show() {
  const all = lines().map((textContent) => element('li', { textContent }));
  byId('times').replaceChildren(...all.reverse());
  byId('none').hidden = all.length > 0;
  byId('share').hidden = !all.length || !canShare;
  byId('clear').hidden = !all.length && !cleared.length;
  byId('clear').textContent = cleared.length ? messages.undo : messages.clear_all;
}

/**
 * Edit the stored notes. They stay in the order of noting, because the phone's clock may be set.
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
  button.onclick = () => {
    if (button.dataset.done) return; // a double tap
    note(button.dataset.note ?? '');
    button.dataset.done = local(Date.now()).slice(11, 16);
    setTimeout(() => delete button.dataset.done, DONE_MS);
  };
}
form.onsubmit = () => {
  if (other.value.trim()) note(other.value.trim());
  keep(OTHER, '');
  return false; // do not send the form
};
byId('clear').onclick = () => (cleared.length ? undo() : clear());
byId('share').onclick = () => {
  const utc = byId('utc');
  share({ text: [...lines(), ...(utc.hidden ? [] : [utc.textContent])].join('\n') });
};
addEventListener('deleted', () => {
  cleared = [];
  show();
});
form.hidden = false;
subscribe(KEY, show);
bindEntry(OTHER, [other]);
