// An article read aloud, sentence by sentence. Stop and Repeat, no Pause: paused speech is lost on Android.

import { button } from './button.js';
import { words } from './words.js';

/** Their sentences, without marks, figures and tables: a table read cell by cell says nothing. @param {Iterable<Element>} parts */
function sentences(parts) {
  return [...parts].flatMap((part) => {
    const copy = /** @type {Element} */ (part.cloneNode(true));
    for (const mark of copy.querySelectorAll('sup, svg, ul, ol')) mark.remove();
    const text = (copy.textContent ?? '').trim().replace(/\s+/g, ' ');
    return text.replace(/([.?!:]) /g, '$1\n').split('\n').filter(Boolean); // Safari before 16.4 knows no look-behind
  });
}

/**
 * Read it from the beginning; the button comes back at the end.
 * @param {SpeechSynthesisVoice} voice @param {HTMLElement} place
 * @param {Iterable<Element>} [parts] all of an article, where none are given @returns {() => void} stops it
 */
export function read(voice, place, parts = document.querySelectorAll('main :is(h1, .lead, .prose :is(h2, h3, p, li))')) {
  const [start] = place.children;
  const left = sentences(parts);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let current = '';
  /** @type {SpeechSynthesisUtterance | undefined} */
  let saying;

  const say = () => {
    const said = new SpeechSynthesisUtterance(current);
    said.voice = voice;
    said.lang = voice.lang;
    said.onend = () => { if (said === saying) next(); }; // Safari tells of the end of what was cut off, too
    saying = said;
    speechSynthesis.speak(said);
  };
  const next = () => {
    current = left.shift() ?? '';
    if (current) say();
    else stop();
  };
  const hush = () => {
    saying = undefined;
    clearTimeout(timer);
    speechSynthesis.cancel();
  };
  const stop = () => {
    hush();
    place.replaceChildren(start);
    place.removeAttribute('data-running');
    if (start instanceof HTMLElement) start.focus();
  };
  const repeat = () => {
    hush();
    timer = setTimeout(say, 100); // Safari drops what is said right after a cancel
  };

  const stopping = button(words.stop, 'use', stop);
  place.replaceChildren(stopping, button(words.repeat, 'use', repeat));
  place.dataset.running = ''; // a newer release must not reload a page that speaks
  stopping.focus();
  addEventListener('pagehide', hush, { once: true });
  next();
  return () => { if (place.contains(stopping)) stop(); };
}
