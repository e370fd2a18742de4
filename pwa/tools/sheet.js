// Fills in a sheet for other people from the reader's card and noted times, to print it.

import { fillIn, onCard, ready } from './card-store.js';
import { bindEntry } from './fields.js';
import { kept, notes } from './keep.js';
import { byId } from './page.js';
import { subscribe } from './storage.js';
import { local } from './text.js';
import { offsetOf, told } from './zone.js';

/** @typedef {import('./timeline.js').Note} Note */

const NOTES = 12; // the last ones: the sheet is one page
/** For this visit only: the last dose of another day would mislead. */
const DOSE = 'visit-dose';
const typed = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('#last-dose')]);

/** @param {string} field @param {string} text */
function fill(field, text) {
  const output = document.querySelector(`[data-field=${field}]`);
  if (output) output.textContent = text;
}

/**
 * A note as a line, with the day if it differs from the line before.
 * @param {Note} note @param {number} index @param {Note[]} all
 */
function line(note, index, all) {
  const [day, time] = local(note.at).split('T');
  const same = index > 0 && local(all[index - 1].at).startsWith(day);
  return [...(same ? [] : [day]), time.slice(0, 5) + offsetOf(note, all), note.what].join(' ');
}

function show() {
  fillIn();
  fill('last_dose', kept(DOSE, ''));
  fill('timeline', notes().slice(-NOTES).map(line).join(' · '));
  // Measured: the largest size with which each sheet, in each language, fits a page of Letter.
  const { length } = document.querySelector('main')?.textContent ?? '';
  document.body.style.setProperty('--letters', `${666 / Math.sqrt(length)}pt`);
}

const utc = byId('utc');
utc.remove(); // while hidden: `--letters` counts all words
bindEntry(DOSE, typed, show);
document.getElementById('print')?.addEventListener('click', () => print());
onCard(show);
subscribe('timeline', show);
told.then(() => {
  if (utc.hidden) return;
  document.querySelector('[data-field=timeline]')?.parentElement?.after(utc);
  show();
});
ready();
