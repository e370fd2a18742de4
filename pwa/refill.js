// Days by which something is due: how many are left, reminders for the phone's calendar, and when a day is void.

import { bind, hand, inWords, store, stored, today } from './cardfile.js';

/** @typedef {{name: string, day: string, title: string, text: string}} Due `day` as YYYY-MM-DD; `name` tells its event apart for ever */

const DAY_MS = 86400000;
const DAYS_BEFORE = [14, 7, 3, 1];
const OCTETS = 75; // of a line, by 3.1 of the RFC
const dues = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('[data-reminder]')]);
const acts = document.getElementById('dues');
const said = acts?.dataset ?? {};
const status = acts?.querySelector('[role=status]');
const [remind, visited] = acts?.querySelectorAll('button') ?? [];

/** Below 0 where the day has passed. @param {string} day */
function daysLeft(day) {
  return (Date.parse(day) - Date.parse(today())) / DAY_MS; // two midnights of UTC, whatever the clocks here do
}

/** @param {HTMLInputElement} due */
function count({ name, dataset }) {
  const place = document.getElementById(`${name}-left`);
  const day = stored()[name];
  if (!place) return;
  const left = daysLeft(day);
  const text = left < 0 ? dataset.passed : left ? said.left : said.today;
  place.textContent = day ? `${text}`.replace('{day}', inWords(day)).replace('{days}', `${left}`) : '';
  place.classList.toggle('passed', left <= 0);
}

/** Those that are still to come, today's too. */
function coming() {
  return dues.filter(({ name }) => daysLeft(stored()[name]) >= 0);
}

function show() {
  dues.forEach(count);
  if (remind) remind.hidden = !coming().length;
  if (visited) visited.hidden = !dues.some(({ name }) => stored()[name]);
}

/** Nobody may trust a day that was written before the dose was changed. */
function voidDays() {
  const card = stored();
  const dead = dues.filter(({ name }) => card[name]);
  for (const { name } of dead) delete card[name];
  if (dead.length) store(card);
  if (status && dead.length) status.textContent = said.voided ?? '';
}

/** What is typed must not end a line or a value. @param {string} text */
function escaped(text) {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, '\\n');
}

/** A long line goes on in the next, behind a space; no letter is cut in two. @param {string} line */
function folded(line) {
  const encoder = new TextEncoder();
  let octets = 0;
  return [...line].map((letter) => {
    const size = encoder.encode(letter).length;
    octets += size;
    if (octets <= OCTETS) return letter;
    octets = size + 1;
    return `\r\n ${letter}`;
  }).join('');
}

/** At nine in the morning of the days before, and of the day itself. @param {string} title */
function alarms(title) {
  return [...DAYS_BEFORE.map((days) => `-P${days - 1}DT15H`), 'PT9H'].flatMap((trigger) => [
    'BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${title}`, `TRIGGER:${trigger}`, 'END:VALARM',
  ]);
}

/**
 * An event keeps its name: a calendar that knows it puts the new day in the place of the old one.
 * @param {Due[]} dues @param {Date} now
 */
function calendar(dues, now) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const events = dues.flatMap(({ name, day, title, text }) => [
    'BEGIN:VEVENT', `UID:${name}@${location.host}`, `DTSTAMP:${stamp}`, `SEQUENCE:${Math.floor(now.getTime() / 60000)}`,
    `DTSTART;VALUE=DATE:${day.replace(/-/g, '')}`, `SUMMARY:${escaped(title)}`, `DESCRIPTION:${escaped(text)}`,
    'TRANSP:TRANSPARENT', ...alarms(escaped(title)), 'END:VEVENT',
  ]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:-//${location.host}//EN`, ...events, 'END:VCALENDAR', ''].map(folded).join('\r\n');
}

function reminders() {
  const card = stored();
  const text = (said.note ?? '').replace(/\{(\w+)\}/g, (_, name) => card[name] ?? '');
  const events = coming().map(({ name, dataset }) => ({ name, day: card[name], title: `${dataset.reminder}`.replace('{day}', inWords(card[name])), text }));
  return new File([calendar(events, new Date())], said.file ?? '', { type: 'text/calendar' });
}

const form = document.forms.namedItem('dates');
if (form) bind(form);
if (acts) acts.hidden = false;
document.addEventListener('day', show);
remind?.addEventListener('click', () => hand(reminders()));
visited?.addEventListener('click', voidDays);
document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLElement && 'voids' in target.dataset) voidDays();
});
document.addEventListener('card', show);
document.addEventListener('visibilitychange', show); // the day may be another one
show();
