// Lets a newer release take over when all pages are idle or the reader agrees.

import { button } from './dom.js';
import { ask, canRegister, isFirefox, poll, register, whenWaiting } from './registration.js';
import { base } from './text.js';

// A page that was hidden this long and is not in use is idle.
const IDLE_MS = 60000;
const ANSWER_MS = 10000;
const RETRY_MS = 5000; // other pages may be closed or idle by then
const UPDATE_MINUTES = 50;

/** Emergency pages have no place for the offer. */
const slot = document.getElementById('update');
const workerBefore = navigator.serviceWorker?.controller;
let hiddenSince = performance.now();
let begun = scrollY > 0; // perhaps before this ran
let wanted = false;

/** @type {ServiceWorker | undefined} */
let waiting;

/** Whether a text is typed and not sent, or a tool runs (`data-running` on any element). */
function inUse() {
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (
    document.querySelectorAll('textarea, input:not([type=radio], [type=checkbox])')
  );
  return (
    document.querySelector('[data-running]') !== null ||
    [...fields].some((field) => field.value !== field.defaultValue)
  );
}

/** A hidden page may be in use: a locked phone beside a patient is hidden. */
function idle() {
  return document.hidden && performance.now() - hiddenSince >= IDLE_MS && !begun && !inUse();
}

/**
 * Idle, or the reader asked for the newer release and has not typed since.
 */
const free = () => idle() || (wanted && !inUse());

/**
 * Ask the waiting worker to take over; it asks every other page first.
 * @returns {Promise<boolean>}
 */
async function takeOver() {
  // In Firefox the worker takes over by itself, perhaps during the tap.
  if (waiting?.state === 'activated') {
    location.reload();
    return true;
  }
  return (
    waiting?.state === 'installed' &&
    (await ask(waiting, 'take over', ANSWER_MS).catch(() => false))
  );
}

/** @type {Promise<boolean> | undefined} */
let asking;
function retry() {
  if (asking || !free()) return;
  asking = takeOver().finally(() => {
    asking = undefined;
  });
}

function offer() {
  if (!slot) return;
  const { ready, use: label, wait } = /** @type {Record<string, string>} */ (slot.dataset);
  const use = button(label, 'use', async () => {
    wanted = true;
    if (!(await takeOver())) slot.replaceChildren(wait, use);
  });
  slot.replaceChildren(ready, use);
  slot.hidden = false;
}

function loadLate() {
  for (const late of ['share', 'speech', 'ranking']) import(`./${late}.js`).catch(() => {});
}

/** Tell the worker whether this page is idle. @param {MessageEvent} event */
function answer({ data, ports }) {
  // Another base is asked by the worker of another language, which replaces nothing on this page.
  if (/^idle\?/.test(data)) ports[0].postMessage(data !== `idle?${base.slice(1)}` || free());
}

function reload() {
  if (wanted || idle()) location.reload();
}

function begin() {
  begun = true;
}

async function start() {
  navigator.serviceWorker.addEventListener('message', answer);
  // The first worker of a phone also takes the page over; nothing changes then.
  if (workerBefore)
    navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true });
  // A reader who touched an emergency page may return to it at any moment.
  if (!slot) for (const act of ['pointerdown', 'keydown', 'scroll']) addEventListener(act, begin);
  document.addEventListener('visibilitychange', () => {
    hiddenSince = performance.now();
  });
  if (canRegister) handleUpdates(await register());
}

/** @param {ServiceWorkerRegistration} registration */
function handleUpdates(registration) {
  // In Firefox a newer release takes over at once (sw.js), but the scripts that this page loads
  // late must be those of its own release.
  if (workerBefore && isFirefox) {
    if (registration.installing) loadLate();
    else registration.addEventListener('updatefound', loadLate, { once: true });
  }
  whenWaiting(registration, (worker) => {
    waiting = worker;
    offer();
    retry();
  });
  setInterval(retry, RETRY_MS);
  // Browsers look for a newer worker at a visit; an app that is never closed has no visits.
  poll(UPDATE_MINUTES, () => {
    registration.update().catch(() => {});
  });
}

start().catch(() => {}); // without a worker nothing takes over
