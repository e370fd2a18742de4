// Shows notices from one small file in empty slots, so that a notice changes no page but the first.
// Hides notices after their last day and marks overdue dates of checking, by this phone's clock.

import { element } from './dom.js';
import { ask, canRegister, poll, register, whenWaiting } from './registration.js';
import { base, today, words } from './text.js';

/** @typedef {import('./protocol').Notice} Notice */

const LIST = `${base}api/v1/notices`;

let day = '';

/**
 * Hide what has ended, and mark what was checked too long ago; a wrong clock may be corrected.
 */
function expire() {
  if (day === today()) return;
  day = today();
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-until]')
  )) {
    const { dataset } = part;
    const over = `${dataset.until}` < day;
    if (part.localName === 'time') {
      dataset.date ??= `${part.textContent}`;
      part.textContent = dataset.date + (over ? words.check_due : '');
    } else part.hidden = over;
  }
  document.dispatchEvent(new Event('day'));
}

/** @param {Notice} notice */
function draw({ id, kind, title, until, text }) {
  const section = element('section', { className: `notice ${kind}`, hidden: until < today() });
  Object.assign(section.dataset, { notice: id, until });
  section.append(
    element('h2', { textContent: title }),
    ...text.map((textContent) => element('p', { textContent }))
  );
  return section;
}

let newest = '';
/** Whether the server sent the list: a waiting worker may have an older one. */
let fetched = false;

/**
 * Show the notices of a list; those that are no longer in it were withdrawn.
 * @param {{notices: Notice[]}} news
 */
function show({ notices }) {
  const list = JSON.stringify(notices);
  if (list === newest) return;
  if (newest) for (const old of document.querySelectorAll('[data-notice]')) old.remove();
  newest = list;
  for (const notice of notices) {
    // It is in the page itself.
    if (document.querySelector(`[data-notice="${notice.id}"]`)) continue;
    document.getElementById(notice.kind === 'safety' ? 'safety' : 'news')?.append(draw(notice));
  }
}

/**
 * Fetch the list past the worker, usually a 304: a page may stay open for days.
 */
async function fetchNotices() {
  const before = newest;
  const list = await (await fetch(`${LIST}?nosw`)).json();
  fetched = true;
  show(list);
  // The next pages show it too.
  if (newest !== before) await (await registered).update();
}

expire();
document.addEventListener('visibilitychange', expire);
setInterval(expire, 60000); // a page may be open at midnight
const own = fetch(LIST)
  .then((response) => response.json())
  .then(show)
  .catch(() => {
    newest = '?';
  });
const registered = canRegister ? register() : Promise.reject();
// Notices of a waiting release are shown at once.
registered
  .then((registration) =>
    whenWaiting(registration, (worker) => {
      Promise.all([ask(worker, 'notices', 5000), own])
        .then(([news]) => {
          if (!fetched) show(news);
        })
        .catch(() => {});
    })
  )
  .catch(() => {});
poll(10, () => {
  fetchNotices().catch(() => {});
});
