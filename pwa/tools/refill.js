// Counts the days until something is due, makes reminders for the phone's calendar, and clears days
// that are no longer valid.

import { bind, edit, ensureId, onCard } from './card-store.js';
import { DAY_MS, daysLeft, digits, inWords, plausible } from './fields.js';
import { readCard } from './keep.js';
import { byId } from './page.js';
import { shareFile } from './share.js';
import { format } from './text.js';
import { isMasked } from './zone.js';

/**
 * @typedef {{name: string, day: string, title: string, text: string}} Due `day` as YYYY-MM-DD;
 *   title and text as the file has them
 */

const DAYS_BEFORE = [14, 7, 3, 1, 0];
const HOUR = '09:00';
const EPOCH = Date.UTC(2020, 0); // of SEQUENCE
const LAST_SEQUENCE = 2 ** 31 - 1;
const BEHIND_MS = DAY_MS / 2; // UTC−12, the zone furthest behind
const OCTETS = 75; // of a line, by 3.1 of the RFC
const dues = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('[data-reminder]')]);
const acts = byId('dues');
const texts = /** @type {Record<string, string>} */ (acts.dataset);
const status = /** @type {Element} */ (acts.querySelector('[role=status]'));
const [remind, visited] = acts.querySelectorAll('button');

/** The plausible day on the card, or ''. @param {HTMLInputElement} due */
function dayOf({ name, dataset }) {
  const day = readCard()[name];
  return day && plausible(dataset, day) ? day : '';
}

/** @param {HTMLInputElement} due */
function count(due) {
  const { name, dataset } = due;
  const day = dayOf(due);
  const left = daysLeft(day);
  const text =
    left < 0 ? dataset.passed : left > 1 ? texts.left : left ? texts.tomorrow : texts.today;
  const message = day ? format(`${text}`, { day: inWords(day), days: left }) : '';
  for (const output of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll(`[data-left=${name}]`)
  )) {
    output.textContent = message && (output.dataset.label ?? '') + message;
    output.classList.toggle('passed', left <= 0);
    output.style.setProperty('--left', `${left}`);
  }
}

/** The days from today on. */
function coming() {
  return dues.filter((due) => daysLeft(dayOf(due)) >= 0);
}

function show() {
  dues.forEach(count);
  remind.hidden = !coming().length;
  visited.hidden = !dues.some(({ name }) => readCard()[name]);
}

/** Clear the days: they were written before the dose was changed. */
function clearDays() {
  const old = dues.filter(({ name }) => readCard()[name]);
  if (!old.length) return;
  edit((card) => ({ ...card, ...Object.fromEntries(old.map(({ name }) => [name, ''])) }));
  status.textContent = texts.voided;
}

/** Typed text must not end a line or a value. @param {string} text */
function escaped(text) {
  // Some calendars end a line at U+2028.
  return text.replace(/[\\;,]/g, '\\$&').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/**
 * Fold a long line without splitting a character.
 * @param {string} line
 */
function folded(line) {
  const encoder = new TextEncoder();
  let octets = 0;
  return [...line]
    .map((letter) => {
      const size = encoder.encode(letter).length;
      octets += size;
      if (octets <= OCTETS) return letter;
      octets = size + 1;
      return `\r\n ${letter}`;
    })
    .join('');
}

/**
 * One event for each reminder, because calendars drop the further alarms of an event. Each keeps
 * its UID, so that a calendar replaces the old day; past ones are written too, without an alarm.
 * @param {Due} due @param {string} id @param {Date} now
 */
function reminders({ name, day, title, text }, id, now) {
  // If the time zone is hidden, 9:00 local time may still be ahead.
  const past = now.getTime() - (isMasked() ? BEHIND_MS : 0);
  const sequence = Math.floor((now.getTime() - EPOCH) / 1000); // the clock may be wrong
  return DAYS_BEFORE.flatMap((days) => {
    const on = new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
    const at = `${on}T${HOUR}`;
    // At the start itself: one calendar reads a positive offset as negative.
    const alarm = [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${title}`,
      'TRIGGER:PT0S',
      'END:VALARM'
    ];
    return [
      'BEGIN:VEVENT',
      `UID:${id}-${name}-${days}`,
      `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, '')}`,
      `SEQUENCE:${Math.min(Math.max(sequence, 0), LAST_SEQUENCE)}`,
      `DTSTART:${at.replace(/[-:]/g, '')}00`,
      'DURATION:PT15M',
      `SUMMARY:${title}`,
      `DESCRIPTION:${text}`,
      'TRANSP:TRANSPARENT',
      ...(Date.parse(at) > past ? alarm : []),
      'END:VEVENT'
    ];
  });
}

function calendar() {
  const card = readCard();
  const now = new Date();
  const id = ensureId();
  const text = escaped(digits(format(texts.note, card)));
  const events = coming().flatMap((due) => {
    const what = format(`${due.dataset.reminder}`, { day: inWords(card[due.name]) });
    // With the name, because families share a calendar.
    const title = escaped([card.name, what].filter(Boolean).join(' · '));
    return reminders({ name: due.name, day: card[due.name], title, text }, id, now);
  });
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//${location.host}//EN`,
    ...events,
    'END:VCALENDAR',
    ''
  ];
  return new File([lines.map(folded).join('\r\n')], texts.file, { type: 'text/calendar' });
}

const form = document.forms.namedItem('dates');
if (form) bind(form);
acts.hidden = false;
document.addEventListener('day', show);
remind.onclick = () => shareFile(calendar());
visited.onclick = clearDays;
for (const event of ['input', 'change']) {
  // at the first letter: the page may be closed before the last
  document.addEventListener(event, ({ target }) => {
    if (target instanceof HTMLElement && 'voids' in target.dataset) clearDays();
  });
}
onCard(show);
addEventListener('pageshow', show); // the day may have changed
