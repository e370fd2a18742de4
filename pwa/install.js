// Opens /install at the reader's own browser, says when the page already runs from the home screen, and holds the
// browser's own install dialog behind a button.
import { button } from './dom.js';
import { ask, watch } from './invite.js';

const here = document.getElementById('here');
const state = document.getElementById('state');

/** Judged from what the browser says it is; an iPad says that it is a Mac, but has more than one touch point. */
function own() {
  const { userAgent: agent, maxTouchPoints: touches } = navigator;
  if (/iPad/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) return 'ipad';
  if (/iPhone|iPod/.test(agent)) return 'iphone';
  if (/SamsungBrowser/.test(agent)) return 'samsung';
  if (!/Android/.test(agent)) return 'computer';
  if (/Firefox/.test(agent)) return 'firefox';
  return /EdgA/.test(agent) ? 'edge' : 'chrome';
}

/** The reader's own first and open, the others folded: only their names stand below. */
function unfold() {
  const ways = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll('.ways > details')]);
  const mine = ways.find(({ id }) => id === own());
  const asked = location.hash.slice(1);
  if (mine) {
    for (const way of ways) way.open = way === mine || way.id === asked;
    mine.parentElement?.prepend(mine);
  }
  document.body.classList.add('sorted');
  addEventListener('beforeprint', () => { for (const way of ways) way.open = true; });
}

/** @param {HTMLElement} place */
function showChance(place) {
  const { textContent, dataset } = place;
  watch(({ ready, installed }) => {
    if (ready) place.replaceChildren(button(dataset.install ?? '', 'button', ask));
    else place.textContent = installed ? dataset.installed ?? '' : textContent;
  });
}

/** From the home screen: nothing to install; what is saved is what counts. @param {HTMLElement} place */
function showSaved(place) {
  const show = () => { place.textContent = `${place.dataset.own} ${state?.textContent}`; };
  if (state) new MutationObserver(show).observe(state, { childList: true });
  show();
}

unfold();
if (here && window.matchMedia?.('(display-mode: standalone)').matches) showSaved(here);
else if (here) showChance(here);
