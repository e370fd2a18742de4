// Compares the strengths on two labels. It does not know any dose.

import { bind, number } from './fields.js';
import { keep, kept } from './keep.js';
import { byId, messages } from './page.js';
import { subscribe } from './storage.js';
import { format } from './text.js';

const KEY = 'bottle';
const EXPIRY_MS = 21600000;

const form = byId('labels', HTMLFormElement);
const verdict = byId('verdict');
const fields = [...form.querySelectorAll('input')];
const lines = [...form.querySelectorAll('.field p')]; // before any refusal is added

function compare() {
  const [oldMg, oldMl, newMg, newMl] = fields.map(({ value }) => number(value));
  const strengths = [oldMg / oldMl, newMg / newMl];
  lines.forEach((line, side) => {
    const mg = strengths[side];
    line.textContent = mg ? format(messages.each, { mg: Number(mg.toFixed(4)) }) : '';
  });
  const [one, other] = strengths;
  const same = Math.abs(one - other) < 1e-9 * one;
  const unclear = fields.some(({ value }) => value.trim() && !number(value));
  verdict.classList.toggle('passed', unclear || !same);
  if (unclear) verdict.textContent = messages.unclear;
  else if (same) verdict.textContent = messages.same;
  else verdict.textContent = one && other ? messages.different : '';
}

/** @returns {Record<string, string>} by the field's id */
function typed() {
  const { at, labels } = kept(KEY, { at: 0, labels: {} });
  return Math.abs(Date.now() - at) < EXPIRY_MS ? (labels ?? {}) : {};
}

/** @param {Record<string, string>} labels */
const set = (labels) => keep(KEY, { at: Date.now(), labels });

const fill = bind(
  fields,
  ({ id }) => typed()[id] ?? '',
  ({ id }, value) => set({ ...typed(), [id]: value })
);
const show = () => {
  fill();
  compare();
};
subscribe(KEY, show);
addEventListener('visibilitychange', show); // labels may have expired
setInterval(show, 60000);
byId('clear').onclick = () => {
  for (const field of fields) field.value = ''; // refused values too
  set({});
  show();
};
// A refused value is not stored, but makes the verdict unclear.
form.addEventListener('input', compare);
form.onsubmit = () => false;
form.hidden = false;
