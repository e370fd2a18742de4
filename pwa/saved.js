// Keeps the app on the phone, and says on every page what is truly there: only what the worker read back and hashed.

/**
 * @typedef {{1: number, 2: number}} ByTier
 * @typedef {{release: string, published: string, whole: ByTier, all: ByTier, bytes: number}} State
 */

const line = document.getElementById('state');

/** The page's content policy admits one script address only, and one policy of this name. */
const policy = window.trustedTypes?.createPolicy('sw-url', {
  createScriptURL(address) {
    if (address !== '/sw.js') throw new TypeError(`not the worker: ${address}`);
    return address;
  },
});
const workerAddress = /** @type {string} */ (policy ? policy.createScriptURL('/sw.js') : '/sw.js');

/** @param {ServiceWorkerRegistration} registration @returns {Promise<ServiceWorker>} */
function activeWorker(registration) {
  return new Promise((resolve, reject) => {
    const coming = registration.installing ?? registration.waiting;
    const look = () => {
      if (registration.active) resolve(registration.active);
      else if (!coming || coming.state === 'redundant') reject(new Error('the worker could not be installed'));
    };
    coming?.addEventListener('statechange', look);
    look();
  });
}

/**
 * Ask the worker; one that does not answer, or cannot read its storage, has nothing saved.
 * @param {ServiceWorker} worker @param {'state' | 'save the rest'} wish @param {number} patience in ms @returns {Promise<State>}
 */
function ask(worker, wish, patience) {
  return new Promise((resolve, reject) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => (data ? resolve(data) : reject(new Error('storage cannot be read')));
    setTimeout(() => reject(new Error('no answer')), patience);
    worker.postMessage(wish, [channel.port2]);
  });
}

/** @param {'saving' | 'saved' | 'part' | 'rest' | 'failed'} words @param {string} [published] */
function say(words, published = '') {
  if (!line) return;
  const locale = line.dataset.locale;
  const date = published && new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }).format(new Date(published));
  line.textContent = (line.dataset[words] ?? '').replace('{date}', date);
  line.dataset.state = words;
}

/** @param {State} state @param {'part' | 'rest'} unfinished what is said while the second tier is missing */
function show({ release, published, whole, all }, unfinished) {
  const missing = { 1: all[1] - whole[1], 2: all[2] - whole[2] };
  if (!all[1] || missing[1]) say('failed');
  else if (missing[2]) say(unfinished);
  else say('saved', published);
  const version = document.getElementById('version');
  if (!version) return;
  const date = new Intl.DateTimeFormat(line?.dataset.locale, { dateStyle: 'long' }).format(new Date(published));
  version.textContent = (version.dataset.version ?? '')
    .replace('{id}', release.slice(0, 8))
    .replace('{date}', date)
    .replace('{whole}', String(whole[1] + whole[2]))
    .replace('{all}', String(all[1] + all[2]));
}

/** Look at what is stored, say it, and mend what is missing. */
async function keep() {
  if (!navigator.serviceWorker.controller) say('saving');
  const registration = await navigator.serviceWorker.register(workerAddress, { updateViaCache: 'none' });
  const worker = await activeWorker(registration);
  const state = await ask(worker, 'state', 20000);
  show(state, 'part');
  if (state.whole[1] + state.whole[2] < state.all[1] + state.all[2]) {
    show(await ask(worker, 'save the rest', 600000), 'rest');
  }
  // Firefox asks its user, so there it waits for a button.
  if (!navigator.userAgent.includes('Firefox')) await navigator.storage?.persist?.();
}

/** @type {Promise<void> | undefined} */
let keeping;
function look() {
  keeping = keeping ?? keep().catch(() => say('failed')).finally(() => { keeping = undefined; });
}

if ('serviceWorker' in navigator && !new URLSearchParams(location.search).has('nosw')) {
  look();
  // A phone empties storage behind a sleeping app's back: look again whenever it comes to the front.
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
}
