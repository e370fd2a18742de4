// News for readers: one small file, put into empty slots, so that a notice changes no page but the first. It ends with its
// last day by this phone's clock, as a date of checking becomes an old one: no release is needed for either.

import { ask, possible, register, whenWaiting } from './registration.js';
import { words } from './words.js';

/** @typedef {{id: string, kind: 'info' | 'safety', title: string, until: string, text: string[]}} Notice */

/** The day here and now, as date fields, notices and pages write it. */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

let day = '';

/** What has ended goes, what was checked long ago says so; on a phone whose clock is behind nothing changes. */
function turn() {
  if (day === today()) return;
  day = today();
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-until]'))) {
    if (`${part.dataset.until}` >= day) continue;
    if (part.localName === 'time') part.append(words.check_due);
    else part.remove();
    delete part.dataset.until;
  }
  document.dispatchEvent(new Event('day'));
}

/** @param {string} tag @param {string} text */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {Notice} notice */
function draw({ id, kind, title, until, text }) {
  const section = document.createElement('section');
  section.className = `notice ${kind}`;
  Object.assign(section.dataset, { notice: id, until });
  section.append(element('h2', title), ...text.map((line) => element('p', line)));
  return section;
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

turn();
document.addEventListener('visibilitychange', turn);
setInterval(turn, 60000); // a page may stay open over midnight
fetch('/api/v1/notices').then((response) => response.json()).then((news) => show(news, true)).catch(() => {}); // no answer: no news
// A safety notice of a release that still waits is shown at once; its pages come with it later.
if (possible) {
  register()
    .then((registration) => whenWaiting(registration, (worker) => {
      ask(worker, 'notices', 5000).then((news) => show(news, false)).catch(() => {});
    }))
    .catch(() => {});
}
