// Registers the worker, follows its state, and asks it questions.

import { base } from './text.js';

/** @typedef {import('./protocol').Answers} Answers */

/** The content security policy admits one script address, and one policy of this name. */
const script = `${base}sw.js`;
const policy = window.trustedTypes?.createPolicy('sw-url', {
  createScriptURL: (_) => script
});
const address = /** @type {string} */ (policy?.createScriptURL('') ?? script);

/** Whether the browser has workers; `?nosw` turns ours off. */
export const canRegister =
  'serviceWorker' in navigator && !new URLSearchParams(location.search).has('nosw');

/**
 * Firefox forgets a registration if it is closed while a worker waits (sw.js), and asks before it
 * persists storage.
 */
export const isFirefox = navigator.userAgent.includes('Firefox');

/** @returns {Promise<ServiceWorkerRegistration>} */
export async function register() {
  return navigator.serviceWorker.register(address, { updateViaCache: 'none' });
}

/**
 * The active worker; rejects if the first one fails.
 * @param {ServiceWorkerRegistration} registration @returns {Promise<ServiceWorker>}
 */
export function activeWorker(registration) {
  return new Promise((resolve, reject) => {
    const coming = registration.installing ?? registration.waiting;
    const check = () => {
      if (registration.active) resolve(registration.active);
      else if (!coming || coming.state === 'redundant') reject();
    };
    coming?.addEventListener('statechange', check);
    check();
  });
}

/**
 * Call with each newer worker that waits behind the active one.
 * @param {ServiceWorkerRegistration} registration @param {(worker: ServiceWorker) => void} act
 */
export function whenWaiting(registration, act) {
  const check = () => {
    if (registration.active && registration.waiting) act(registration.waiting);
  };
  const follow = () => registration.installing?.addEventListener('statechange', check);
  registration.addEventListener('updatefound', follow);
  follow();
  check();
}

/**
 * Act when the page becomes visible, and at intervals while it is. The clock is checked each
 * minute, because timers sleep with the phone; the interval is random, so that pages do not ask
 * together.
 * @param {number} minutes shortest interval; the longest is 1.4 times as long
 * @param {() => void} act
 */
export function poll(minutes, act) {
  const wait = minutes * (1 + Math.random() * 0.4) * 60000;
  let last = Date.now();
  const run = () => {
    if (document.hidden) return;
    last = Date.now();
    act();
  };
  document.addEventListener('visibilitychange', run);
  setInterval(() => {
    if (Math.abs(Date.now() - last) >= wait) run();
  }, 60000);
}

/**
 * Why a question has no answer: a newer worker replaced the one that was asked, or it took too
 * long.
 */
export const REPLACED = new Error();
export const TIMEOUT = new Error();

/**
 * Ask a worker; rejects if it fails, is too slow, or is replaced meanwhile.
 * @template {keyof Answers} Message
 * @param {ServiceWorker} worker @param {Message} message @param {number} limit in ms
 * @returns {Promise<Answers[Message]>}
 */
export function ask(worker, message, limit) {
  const channel = new MessageChannel();
  const done = new AbortController();
  const answer = new Promise((resolve, reject) => {
    channel.port1.onmessage = ({ data }) => (data === null ? reject() : resolve(data));
    setTimeout(() => reject(TIMEOUT), limit);
    const check = () => {
      if (worker.state === 'redundant') reject(REPLACED);
    };
    worker.addEventListener('statechange', check, done);
    check();
    worker.postMessage(message, [channel.port2]);
  });
  // Otherwise each channel stays open.
  const close = () => {
    channel.port1.close();
    done.abort();
  };
  answer.then(close, close);
  return answer;
}
