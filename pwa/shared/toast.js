// Shows a short message above the bars, perhaps with a button that takes an action back.

import { button, element } from './dom.js';

const SPOKEN_MS = 100; // a screen reader must know the empty region first

const place = element('div', { className: 'toast' });
place.setAttribute('role', 'status'); // the property is too new for Chrome 102 and Firefox 118
document.body.append(place);

/** Removes the message. */
let close = () => {};

/** Whether a message is seen, or is about to be. */
export let isShown = false;

/**
 * Show a message in the place of the one before. It stays while it has the focus. The next Tab leads
 * to its button, and from there back.
 * @param {string} text
 * @param {{label?: string, act?: () => void, seconds?: number, lang?: string}} [options] the button,
 *   how long the message is seen, and its language if it is not the page's
 */
export function toast(text, { label, act, seconds = 8, lang = '' } = {}) {
  close();
  isShown = true;
  place.lang = lang || document.documentElement.lang;
  const before = document.activeElement;
  const back = () => {
    if (before instanceof HTMLElement && place.contains(document.activeElement))
      before.focus({ preventScroll: true });
  };
  const action = button(label ?? '', '', () => {
    back();
    close();
    act?.();
  });
  /** @param {KeyboardEvent} event */
  const tab = (event) => {
    if (event.key !== 'Tab') return;
    if (document.activeElement === action) back();
    else if (document.activeElement === before && !event.shiftKey) action.focus();
    else return;
    event.preventDefault();
    if (document.activeElement === before) removeEventListener('keydown', tab);
  };
  const timers = [
    setTimeout(
      () =>
        place.replaceChildren(element('span', { textContent: text }), ...(label ? [action] : [])),
      SPOKEN_MS
    ),
    setInterval(() => {
      if (!place.contains(document.activeElement)) close();
    }, seconds * 1000)
  ];
  if (label) addEventListener('keydown', tab);
  close = () => {
    for (const timer of timers) clearInterval(timer);
    removeEventListener('keydown', tab);
    place.replaceChildren();
    isShown = false;
  };
}
