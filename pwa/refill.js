// Days by which something is due: how many are left, reminders for the phone's calendar, and when a day is void.

import { calendar } from './calendar.js';
import { bind, inWords, store, stored, today } from './cardfile.js';
import { hand } from './handing.js';

const DAY_MS = 86400000;
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

function reminders() {
  const card = stored();
  const text = (said.note ?? '').replace(/\{(\w+)\}/g, (_, name) => card[name] ?? '');
  const events = coming().map(({ name, dataset }) => ({ name, day: card[name], title: `${dataset.reminder}`.replace('{day}', inWords(card[name])), text }));
  return new File([calendar(events, new Date())], said.file ?? '', { type: 'text/calendar' });
}

const form = document.forms.namedItem('dates');
if (form) bind(form);
if (acts) acts.hidden = false;
remind?.addEventListener('click', () => hand(reminders()));
visited?.addEventListener('click', voidDays);
document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLElement && 'voids' in target.dataset) voidDays();
});
document.addEventListener('card', show);
document.addEventListener('visibilitychange', show); // the day may be another one
show();
