// Detects noise in pictures, and a time zone that hides the real one or is set to UTC: on pages with
// times and dates (`#utc`) it says that they are in UTC.

import { countries, KEY, MASK, zoneHere } from './country.js';
import { recall } from './storage.js';

const NOISE = 40; // of 255: a difference that nobody sees

/**
 * Whether the upper left part of a picture, painted in one grey, reads back as painted.
 * @param {CanvasRenderingContext2D} pen @param {number} light of 255
 * @param {number} width @param {number} height
 */
export function readsBack(pen, light, width, height) {
  const { data } = pen.getImageData(0, 0, width, height);
  return data.every((value, index) => index % 4 === 3 || Math.abs(value - light) <= NOISE);
}

/**
 * Whether the reported zone may not be the reader's: it is UTC or a mask. Canvas noise distinguishes
 * Firefox's fake zone from a phone in Iceland.
 */
export function isMasked() {
  const zone = zoneHere();
  if (zone !== MASK) return /^(Etc\/)?(UTC|GMT|Unknown)$/.test(zone);
  const pen = document.createElement('canvas').getContext('2d');
  pen?.fillRect(0, 0, 9, 9);
  return pen !== null && !readsBack(pen, 0, 9, 9);
}

/** Whether the reader's country, chosen or of the browser's language, is known to keep UTC today. */
async function keepsUtc() {
  const code = recall(KEY) || new Intl.Locale(navigator.language).maximize().region;
  const here = (await countries()).find(({ country }) => country === code);
  const now = new Date();
  const clock = (/** @type {string} */ timeZone) => now.toLocaleString('en', { timeZone });
  return here?.zones.every((zone) => clock(zone) === clock('UTC'));
}

/** @typedef {import('./timeline.js').Note} Note */

/** @param {Note} note */
const offset = ({ at }) => new Date(at).toTimeString().slice(8, 17);

/**
 * The offset from UTC of a note, as ` GMT+0200`, or '' if all have the same: over a clock change 02:05
 * may come after 02:58.
 * @param {Note} note @param {Note[]} all
 */
export const offsetOf = (note, all) =>
  all.some((other) => offset(other) !== offset(note)) ? offset(note) : '';

async function show() {
  const line = document.getElementById('utc');
  // It rejects without a list of countries, or for a zone that an old browser does not know.
  if (line && isMasked() && !(await keepsUtc().catch(() => false))) line.hidden = false;
}

/** Resolves once it is known whether the line is shown. */
export const told = show();
