// Two labels side by side: the same strength or not. It knows of no dose.

import { number } from './limits.js';

/** @type {Record<string, string>} */
const told = JSON.parse(document.body.dataset.told ?? '{}');
const form = /** @type {HTMLFormElement} */ (document.getElementById('labels'));
const verdict = /** @type {HTMLElement} */ (document.getElementById('verdict'));
const fields = [...form.querySelectorAll('input')];
const lines = [...form.querySelectorAll('.field p')]; // no refusal yet

function compare() {
  const [oldMg, oldMl, newMg, newMl] = fields.map(({ value }) => number(value));
  const strengths = [oldMg / oldMl, newMg / newMl];
  lines.forEach((line, side) => {
    const mg = strengths[side];
    line.textContent = mg ? told.each.replace('{mg}', `${Number(mg.toFixed(4))}`) : '';
  });
  const unclear = fields.some(({ value }) => value.trim() && !number(value));
  const [one, other] = strengths;
  const same = Math.abs(one - other) < 1e-9 * one;
  verdict.textContent = unclear ? told.unclear : same ? told.same : one && other ? told.different : '';
  verdict.classList.toggle('passed', unclear || !same);
}

form.addEventListener('input', compare);
form.addEventListener('submit', (event) => event.preventDefault());
form.hidden = false;
