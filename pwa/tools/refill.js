// Days by which something is due: how many are left, reminders for the phone's calendar, and when a
// day is void.

import { bind, edit, ensureId, onCard, stored } from './cardfile.js';
import { digits, inWords, plausible } from './fields.js';
import { byId } from './page.js';
import { shareFile } from './share.js';
import { format, today } from './text.js';

/**
 * @typedef {{name: string, day: string, title: string, text: string}} Due `day` as YYYY-MM-DD;
 *   title and text as the file has them
 */

const DAY_MS = 86400000;
const DAYS_BEFORE = [14, 7, 3, 1, 0];
const HOUR = '09:00';
const EPOCH = Date.UTC(2020, 0); // of SEQUENCE, which has 31 bits
const OCTETS = 75; // of a line, by 3.1 of the RFC
const dues = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('[data-reminder]')]);
const acts = byId('dues');
const texts = /** @type {Record<string, string>} */ (acts.dataset);
const status = /** @type {Element} */ (acts.querySelector('[role=status]'));
const [remind, visited] = acts.querySelectorAll('button');

/** Below 0 where the day has passed. @param {string} day */
function daysLeft(day) {
  // Two midnights of UTC, whatever the clocks here do.
  return (Date.parse(day) - Date.parse(today())) / DAY_MS;
}

/** The day that the card holds; an absurd one is none. @param {HTMLInputElement} due */
function dayOf({ name, dataset }) {
  const day = stored()[name];
  return day && plausible(dataset, day) ? day : '';
}

/** @param {HTMLInputElement} due */
function count(due) {
  const { name, dataset } = due;
  const place = byId(`${name}-left`);
  const day = dayOf(due);
  const left = daysLeft(day);
  const text =
    left < 0 ? dataset.passed : left > 1 ? texts.left : left ? texts.tomorrow : texts.today;
  place.textContent = day ? format(`${text}`, { day: inWords(day), days: left }) : '';
  place.classList.toggle('passed', left <= 0);
}

/** Those that are still to come, today's too. */
function coming() {
  return dues.filter((due) => daysLeft(dayOf(due)) >= 0);
}

function show() {
  dues.forEach(count);
  remind.hidden = !coming().length;
  visited.hidden = !dues.some(({ name }) => stored()[name]);
}

/** Nobody may trust a day that was written before the dose was changed. */
function clearDays() {
  const old = dues.filter(({ name }) => stored()[name]);
  if (!old.length) return;
  edit((card) => ({ ...card, ...Object.fromEntries(old.map(({ name }) => [name, ''])) }));
  status.textContent = texts.voided;
}

/** What is typed must not end a line or a value. @param {string} text */
function escaped(text) {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, '\\n');
}

/**
 * A long line goes on in the next, behind a space; no letter is cut in two.
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
 * its name for ever: a calendar that knows it puts the new day in the place of the old one. So past
 * ones are written too, only without an alarm.
 * @param {Due} due @param {string} id @param {Date} now
 */
function reminders({ name, day, title, text }, id, now) {
  return DAYS_BEFORE.flatMap((days) => {
    const on = new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
    const at = `${on}T${HOUR}`;
    // At the start itself: one calendar takes a time after the start for a time before it.
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
      `SEQUENCE:${Math.floor((now.getTime() - EPOCH) / 1000)}`,
      `DTSTART:${at.replace(/[-:]/g, '')}00`,
      'DURATION:PT15M',
      `SUMMARY:${title}`,
      `DESCRIPTION:${text}`,
      'TRANSP:TRANSPARENT',
      ...(new Date(at) > now ? alarm : []),
      'END:VEVENT'
    ];
  });
}

function calendar() {
  const card = stored();
  const now = new Date();
  const id = ensureId();
  const text = escaped(digits(format(texts.note, card)));
  const events = coming().flatMap((due) => {
    const what = format(`${due.dataset.reminder}`, { day: inWords(card[due.name]) });
    // Whose it is: a family has one calendar.
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
  // with the first letter: the page may be closed before the last
  document.addEventListener(event, ({ target }) => {
    if (target instanceof HTMLElement && 'voids' in target.dataset) clearDays();
  });
}
onCard(show);
// The day may be another one.
for (const event of ['visibilitychange', 'pageshow']) addEventListener(event, show);
