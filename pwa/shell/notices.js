// News for readers: one small file, put into empty slots, so that a notice changes no page but the
// first. It ends with its last day by this phone's clock, as a date of checking becomes an old one:
// no release is needed for either.

import { element } from './dom.js';
import { ask, canRegister, often, register, whenWaiting } from './registration.js';
import { today, words } from './text.js';

/** @typedef {import('./protocol').Notice} Notice */

const LIST = '/api/v1/notices';

let day = '';

/**
 * What has ended goes, what was checked long ago says so; on a phone whose clock is behind nothing
 * changes.
 */
function expire() {
  if (day === today()) return;
  day = today();
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-until]')
  )) {
    if (`${part.dataset.until}` >= day) continue;
    if (part.localName === 'time') part.append(words.check_due);
    else part.remove();
    delete part.dataset.until;
  }
  document.dispatchEvent(new Event('day'));
}

/** @param {Notice} notice */
function draw({ id, kind, title, until, text }) {
  const section = element('section', { className: `notice ${kind}` });
  Object.assign(section.dataset, { notice: id, until });
  section.append(
    element('h2', { textContent: title }),
    ...text.map((textContent) => element('p', { textContent }))
  );
  return section;
}

let newest = '';
/** Whether the server said what is current: a worker that is still coming may know less. */
let fetched = false;

/**
 * Make the page say what a list says: what is no longer in it was withdrawn.
 * @param {{notices: Notice[]}} news
 */
function show({ notices }) {
  const list = JSON.stringify(notices);
  const current = notices.filter(({ until }) => until >= today());
  if (list === newest) return;
  if (newest) for (const old of document.querySelectorAll('[data-notice]')) old.remove();
  newest = list;
  for (const notice of current) {
    // It stands in the page itself.
    if (document.querySelector(`[data-notice="${notice.id}"]`)) continue;
    document.getElementById(notice.kind === 'safety' ? 'safety' : 'news')?.append(draw(notice));
  }
}

/**
 * Past the worker: most often a 304. A page that stays in front for days hears so of what cannot
 * wait for an update.
 */
async function look() {
  const before = newest;
  const list = await (await fetch(`${LIST}?nosw`)).json();
  fetched = true;
  show(list);
  // The pages that are opened next say it too.
  if (newest !== before) await (await registered).update();
}

expire();
document.addEventListener('visibilitychange', expire);
setInterval(expire, 60000); // a page may stay open over midnight
const own = fetch(LIST)
  .then((response) => response.json())
  .then(show)
  .catch(() => {
    newest = '?';
  });
const registered = canRegister ? register() : Promise.reject();
// The notices of a release that still waits are shown at once; its pages come with it later.
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
often(10, () => {
  look().catch(() => {});
});
