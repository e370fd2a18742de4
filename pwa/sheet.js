// A sheet for other people's hands: filled in from the reader's card and from what was noted, then printed.

import { fillIn, ready } from './cardfile.js';
import { kept } from './keep.js';

/** @typedef {{at: number, what: string}} Note of the timeline */

const NOTES = 12; // the last ones: the sheet is one page
const typed = /** @type {HTMLInputElement | null} */ (document.getElementById('last-dose'));

/** @param {string} field @param {string} text */
function fill(field, text) {
  const place = document.querySelector(`[data-field=${field}]`);
  if (place) place.textContent = text;
}

/** @param {number} at */
const local = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString();

/** With the day where it changes: a night has two, and notes may be old. @param {Note} note @param {number} place @param {Note[]} all */
function line({ at, what }, place, all) {
  const [day, time] = local(at).split('T');
  const same = place > 0 && local(all[place - 1].at).startsWith(day);
  return [...(same ? [] : [day]), time.slice(0, 5), what].join(' ');
}

function show() {
  fillIn();
  fill('last_dose', typed?.value ?? '');
  fill('timeline', /** @type {Note[]} */ (kept('timeline', [])).slice(-NOTES).map(line).join(' · '));
}

typed?.addEventListener('input', show);
document.getElementById('print')?.addEventListener('click', () => print());
addEventListener('storage', show); // the card was changed in another window
show();
ready();
