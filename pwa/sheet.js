// A sheet for other people's hands: filled in from the reader's card and from what was noted, then printed.

import { fillIn, ready } from './cardfile.js';
import { kept } from './keep.js';
import { sound } from './limits.js';

/** @typedef {{at: number, what: string}} Note of the timeline */

const NOTES = 12; // the last ones: the sheet is one page
const typed = /** @type {HTMLInputElement | null} */ (document.getElementById('last-dose'));

/** @param {string} field @param {string} text */
function fill(field, text) {
  const place = document.querySelector(`[data-field=${field}]`);
  if (place) place.textContent = text;
}

/** @param {Note} note */
function line({ at, what }) {
  return `${new Date(at).toTimeString().slice(0, 5)} ${what}`;
}

function show() {
  fillIn();
  fill('last_dose', typed && sound(typed) ? typed.value : '');
  fill('timeline', /** @type {Note[]} */ (kept('timeline', [])).slice(-NOTES).map(line).join(' · '));
}

typed?.addEventListener('input', show);
document.getElementById('print')?.addEventListener('click', () => print());
addEventListener('storage', show); // the card was changed in another window
show();
ready();
