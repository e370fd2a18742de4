// News for readers: one small file, put into empty slots, so that a notice changes no page but the first.

import { ask, possible, register, whenWaiting } from './registration.js';

/** @typedef {{id: string, kind: 'info' | 'safety', title: string, until: string, text: string[]}} Notice */

/** The day on this phone, as notices name it. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

/** @param {string} tag @param {string} words */
function element(tag, words) {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}

/** @param {Notice} notice */
function draw({ id, kind, title, text }) {
  const section = document.createElement('section');
  section.className = `notice ${kind}`;
  section.dataset.notice = id;
  section.append(element('h2', title), ...text.map((words) => element('p', words)));
  return section;
}

/** A notice whose day has passed disappears by itself, also where it was rendered into the page. */
function hideOld() {
  for (const old of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-until]'))) {
    if ((old.dataset.until ?? '') < today()) old.remove();
  }
}

/** @param {{notices: Notice[]}} news @param {boolean} all or only what cannot wait */
function show({ notices }, all) {
  for (const notice of notices) {
    const safety = notice.kind === 'safety';
    const shown = document.querySelector(`[data-notice="${notice.id}"]`);
    if (notice.until < today() || shown || !(all || safety)) continue;
    document.getElementById(safety ? 'safety' : 'news')?.append(draw(notice));
  }
}

hideOld();
fetch('/api/v1/notices').then((response) => response.json()).then((news) => show(news, true)).catch(() => {}); // no answer: no news
// A safety notice of a release that still waits is shown at once; its pages come with it later.
if (possible) {
  register()
    .then((registration) => whenWaiting(registration, (worker) => {
      ask(worker, 'notices', 5000).then((news) => show(news, false)).catch(() => {});
    }))
    .catch(() => {});
}
