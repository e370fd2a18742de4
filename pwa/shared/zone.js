// Detects browsers that prevent fingerprinting by noise in pictures and by UTC as the time zone, and
// says on pages with times and dates (`#utc`) that they are in UTC.

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

/** Whether the reported zone is a mask: noise tells the one of Firefox from a phone in Iceland. */
function isMasked() {
  const zone = zoneHere();
  if (zone !== MASK) return /^(Etc\/)?(UTC|GMT)$/.test(zone);
  const pen = document.createElement('canvas').getContext('2d');
  pen?.fillRect(0, 0, 9, 9);
  return pen !== null && !readsBack(pen, 0, 9, 9);
}

/** Whether clocks in the reader's country, chosen or of the browser's language, differ from UTC. */
async function differs() {
  const code = recall(KEY) || new Intl.Locale(navigator.language).maximize().region;
  const here = (await countries()).find(({ country }) => country === code);
  const now = new Date();
  const clock = (/** @type {string} */ timeZone) => now.toLocaleString('en', { timeZone });
  return here?.zones.some((zone) => clock(zone) !== clock('UTC'));
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
  if (line && isMasked() && (await differs())) line.hidden = false;
}

show().catch(() => {}); // no list of countries, or a zone that an old browser does not know
