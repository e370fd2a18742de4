// The worker as pages see it: registered at its one address, and asked through a channel of its
// own.

/** @typedef {import('./protocol').Answers} Answers */

/** The page's content policy admits one script address only, and one policy of this name. */
const policy = window.trustedTypes?.createPolicy('sw-url', {
  createScriptURL: (_) => '/sw.js'
});
const address = /** @type {string} */ (policy ? policy.createScriptURL('') : '/sw.js');

/** Whether this page may have a worker at all; `?nosw` steps around it. */
export const canRegister =
  'serviceWorker' in navigator && !new URLSearchParams(location.search).has('nosw');

/**
 * Closed while a worker waits, it forgets the registration (sw.js); and it asks its user before it
 * persists storage.
 */
export const isFirefox = navigator.userAgent.includes('Firefox');

/** @returns {Promise<ServiceWorkerRegistration>} */
export function register() {
  return navigator.serviceWorker.register(address, { updateViaCache: 'none' });
}

/**
 * The worker that serves this app, once it does.
 * @param {ServiceWorkerRegistration} registration @returns {Promise<ServiceWorker>}
 */
export function activeWorker(registration) {
  return new Promise((resolve, reject) => {
    const coming = registration.installing ?? registration.waiting;
    const look = () => {
      if (registration.active) resolve(registration.active);
      else if (!coming || coming.state === 'redundant') reject();
    };
    coming?.addEventListener('statechange', look);
    look();
  });
}

/**
 * Tell of every newer worker that waits, whole, behind the one that serves.
 * @param {ServiceWorkerRegistration} registration @param {(worker: ServiceWorker) => void} tell
 */
export function whenWaiting(registration, tell) {
  const look = () => {
    if (registration.active && registration.waiting) tell(registration.waiting);
  };
  const follow = () => registration.installing?.addEventListener('statechange', look);
  registration.addEventListener('updatefound', follow);
  follow();
  look();
}

/**
 * Act when the page comes to the front, and again and again while it stays there. The clock is
 * looked at each minute, because timers sleep with the phone; pages that were opened together do
 * not ask together.
 * @param {number} minutes the shortest time between; the longest is half as long again
 * @param {() => void} act
 */
export function often(minutes, act) {
  const wait = minutes * (1 + Math.random() * 0.4) * 60000;
  let last = Date.now();
  const look = () => {
    if (document.hidden) return;
    last = Date.now();
    act();
  };
  document.addEventListener('visibilitychange', look);
  setInterval(() => {
    if (Math.abs(Date.now() - last) >= wait) look();
  }, 60000);
}

/**
 * Why a question has no answer: a newer worker took the place of the one that was asked, or it took
 * too long.
 */
export const REPLACED = new Error();
export const TIMEOUT = new Error();

/**
 * Ask a worker; one that does not answer in time, cannot, or is replaced by a newer one meanwhile,
 * rejects.
 * @template {keyof Answers} Wish
 * @param {ServiceWorker} worker @param {Wish} wish @param {number} patience in ms
 * @returns {Promise<Answers[Wish]>}
 */
export function ask(worker, wish, patience) {
  const channel = new MessageChannel();
  const done = new AbortController();
  const answer = new Promise((resolve, reject) => {
    channel.port1.onmessage = ({ data }) => (data === null ? reject() : resolve(data));
    setTimeout(() => reject(TIMEOUT), patience);
    const look = () => {
      if (worker.state === 'redundant') reject(REPLACED);
    };
    worker.addEventListener('statechange', look, done);
    look();
    worker.postMessage(wish, [channel.port2]);
  });
  const close = () => {
    channel.port1.close();
    done.abort();
  }; // else each question stays open for good
  answer.then(close, close);
  return answer;
}
