// Reads an article aloud, sentence by sentence. It has Stop and Repeat but not Pause: paused speech
// is lost on Android.

import { button, element } from './dom.js';
import { voice } from './phone.js';
import { words } from './text.js';

/**
 * Their sentences, without citations, figures and tables.
 * @param {Iterable<Element>} parts
 */
function sentences(parts) {
  return [...parts].flatMap((part) => {
    const copy = /** @type {Element} */ (part.cloneNode(true));
    for (const mark of copy.querySelectorAll('sup, svg, ul, ol')) mark.remove();
    const text = (copy.textContent ?? '').trim().replace(/\s+/g, ' ');
    // Safari before 16.4 has no look-behind, so each sentence gets a line first.
    return text
      .replace(/([.?!:]) /g, '$1\n')
      .split('\n')
      .filter(Boolean);
  });
}

/**
 * Time limits for the start, and for each letter: a voice may never start or never end.
 */
const BEGIN_MS = 10000;
const LETTER_MS = 400;

/** Throws TypeError if the phone lost its voice. @param {string} text */
function utteranceOf(text) {
  const own = /** @type {SpeechSynthesisVoice} */ (voice());
  return Object.assign(new SpeechSynthesisUtterance(text), { voice: own, lang: own.lang });
}

function cancel() {
  try {
    speechSynthesis.cancel();
  } catch {
    // nothing speaks
  }
}

/**
 * Says texts one after the other.
 * @param {string[]} left @param {(failed?: boolean) => void} done called once when
 *   speech ends, is stopped, or fails (`true`)
 */
function speaker(left, done) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let current = '';
  /** @type {SpeechSynthesisUtterance | undefined} */
  let saying;

  const wait = (/** @type {number} */ ms, /** @type {() => void} */ act) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
  const speak = () => {
    try {
      const utterance = utteranceOf(current);
      /** Safari also reports the end of cancelled speech. @param {() => void} act */
      const ifCurrent = (act) => () => {
        if (utterance === saying) act();
      };
      utterance.onstart = ifCurrent(() => wait(BEGIN_MS + current.length * LETTER_MS, fail));
      utterance.onend = ifCurrent(next);
      utterance.onerror = ifCurrent(fail);
      saying = utterance;
      wait(BEGIN_MS, fail);
      speechSynthesis.speak(utterance);
    } catch {
      fail();
    }
  };
  const hush = () => {
    saying = undefined;
    clearTimeout(timer);
    cancel();
  };
  const stop = () => {
    hush();
    done();
  };
  const fail = () => {
    hush();
    done(true);
  };
  const next = () => {
    current = left.shift() ?? '';
    if (current) speak();
    else stop();
  };
  const repeat = () => {
    hush();
    wait(100, speak); // Safari drops speech that starts right after a cancel
  };
  return { next, repeat, stop };
}

/**
 * Read from the beginning. At the end the button returns, with a message if the voice failed.
 * @param {HTMLElement} controls holds the button that starts it
 * @param {Iterable<Element>} [parts] by default the whole article
 * @returns {() => void} stops it
 */
export function readAloud(
  controls,
  parts = document.querySelectorAll('main :is(h1, .lead, .prose :is(h2, h3, p, li):not(.card *))')
) {
  const [start] = controls.children;
  const { next, repeat, stop } = speaker(sentences(parts), (failed) => {
    controls.replaceChildren(start);
    controls.removeAttribute('data-running');
    if (start instanceof HTMLElement) start.focus();
    if (!failed) return;
    const line = element('span', { textContent: words.voice_failed });
    line.setAttribute('role', 'status');
    controls.append(line);
  });
  const stopping = button(words.stop, 'use', stop);
  controls.replaceChildren(stopping, button(words.repeat, 'use', repeat));
  controls.dataset.running = ''; // a newer release must not reload a page that speaks
  stopping.focus();
  addEventListener('pagehide', stop, { once: true }); // a page in the history must be silent
  next();
  return () => {
    if (controls.contains(stopping)) stop();
  };
}
