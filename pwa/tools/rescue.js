// Shows one step at a time. The address holds the sheet and the step, so Back and a reload lose
// nothing.

import { element } from './dom.js';
import { change, keep, kept } from './keep.js';
import { byId, fetchDocument, messages } from './page.js';
import { voice, whenVoices } from './phone.js';
import { subscribe } from './storage.js';
import { base, format } from './text.js';
import { onTurn } from './turn.js';

/** @typedef {import('./timeline.js').Note} Note */

/** @param {HTMLElement} element @param {string} list */
const named = ({ dataset }, list) => (dataset[list] ?? '').split(' ');

const CHECK_MS = 120000; // between two checks of someone who is awake
const WAIT_MS = 8000; // for a sheet; then its page is opened
const BEAT_S = 60 / 110; // as in the sound
const EXPIRY_MS = 21600000; // an older seizure is ignored
const NONE = { from: NaN, to: 0 }; // not 0, the time of a phone whose clock begins in 1970
const now = byId('now');
const again = byId('again');
const [first] = named(byId('sheet'), 'id');
/**
 * The sheets by id; the first one is in this page.
 * @type {Record<string, Promise<Element>>}
 */
const sheets = { [first]: Promise.resolve(byId('sheet')) };
/** @param {string} id @returns {Promise<Element>} */
function sheet(id) {
  sheets[id] ??= fetchDocument(`${base}steps/${id}`, WAIT_MS).then(
    (page) => page.querySelector('.steps article') ?? Promise.reject()
  );
  sheets[id].catch(() => {
    delete sheets[id]; // the next call fetches it again
  });
  return sheets[id];
}

/** The sheet that a link opens. @param {HTMLAnchorElement} link */
const idOf = ({ pathname }) => pathname.slice(`${base}steps/`.length);

/** @param {string} href @param {string} textContent */
const row = (href, textContent) => element('a', { href, textContent });

/**
 * The ways on from a sheet: its links, its own page, and what never to do.
 * @param {string} id @param {Element} from @param {string} title @param {HTMLAnchorElement[]} links
 */
function waysOn(id, from, title, links) {
  const rows = element('div', { className: 'rows' });
  rows.append(
    ...links.map((link) => row(`#${idOf(link)}/1`, `${link.textContent}`)),
    row(`${base}steps/${id}`, format(messages.whole, { sheet: title }))
  );
  return [rows, from.querySelector('.never')?.cloneNode(true) ?? ''];
}

/**
 * Link a button of the foot, or disable it in its place.
 * @param {string} id @param {string | false} href
 */
function point(id, href) {
  const button = byId(id);
  button.setAttribute('aria-disabled', `${!href}`);
  if (href) button.setAttribute('href', href);
  else button.removeAttribute('href');
}

/**
 * Show a step, from 1, or the question after the last one.
 * @param {string} id @param {Element} from @param {number} at
 */
function draw(id, from, at) {
  const steps = from.querySelectorAll('ol.steps > li');
  const step = /** @type {Element | undefined} */ (steps[at - 1]?.cloneNode(true));
  const title = from.querySelector('h1, h2')?.textContent ?? '';
  const links = /** @type {HTMLAnchorElement[]} */ ([
    ...from.querySelectorAll(`.rows a[href^="${base}steps/"]`)
  ]);
  byId('more').replaceChildren(step?.querySelector('small') ?? ''); // out of the step
  byId('obey').hidden = `${byId('more').textContent}`.includes(`${byId('obey').textContent}`);
  now.replaceChildren(...(step?.childNodes ?? [messages.see]));
  byId('place').textContent = step
    ? format(messages.place, { sheet: title, step: at, all: steps.length })
    : title;
  byId('bars').replaceChildren(
    ...Array.from(steps, (_, index) => element('i', { className: index < at ? 'past' : '' }))
  );
  byId('seen').replaceChildren(...(step ? [] : waysOn(id, from, title, links)));
  point('next', step !== undefined && `#${id}/${at + 1}`);
  point('see', step !== undefined && `#${id}/see`);
  const start = id === first ? '#' : `#${first}/see`;
  point('back', at > 1 ? `#${id}/${at - 1}` : start);
  // While there is a network.
  for (const link of links) sheet(idOf(link)).catch(() => {});
}

/**
 * Switch between the start of the page and a sheet.
 * @param {string} [id] of the sheet
 */
function setRunning(id) {
  const running = id !== undefined;
  byId('run').hidden = !running;
  byId('start').hidden = running;
  byId('run').toggleAttribute('data-running', running); // a newer release must not reload the page
  document.documentElement.classList.toggle('running', running);
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('[data-on]')
  )) {
    part.hidden = !named(part, 'on').includes(/** @type {string} */ (id));
  }
  checked = named(again, 'sheets').includes(/** @type {string} */ (id)) ? checked || Date.now() : 0;
  if (byId('beat').parentElement?.hidden) sound?.pause();
}

/** Show what the address names. */
async function show() {
  const { hash } = location;
  const [, id, step] = /^#([a-z-]+)\/(\d+|see)$/.exec(hash) ?? [];
  if (!id && hash) return; // the skip link, or a source
  if (id) {
    const from = await sheet(id).catch(() => location.replace(`${base}steps/${id}`));
    if (!from || hash !== location.hash) return;
    const last = from.querySelectorAll('ol.steps > li').length + 1;
    draw(id, from, Math.min(Number(step) || last, last));
  }
  hush();
  setRunning(id);
  tick();
  stayAwake();
  scrollTo(0, 0);
  if (id) now.focus({ preventScroll: true });
}

const POLL_MS = 1000;
const SLACK_MS = 2000; // two clocks never agree to the millisecond

/**
 * Calls `onChange` with the difference when the clock is set, by the network or by hand. The steady
 * clock of some phones stops while they sleep, so a difference after sleep counts as time that
 * passed.
 * @param {(ms: number) => void} onChange
 */
function onClockSet(onChange) {
  let wall = Date.now();
  let steady = performance.now();
  let slept = false;
  const poll = () => {
    const jump = Date.now() - wall - (performance.now() - steady);
    wall = Date.now();
    steady = performance.now();
    if (jump < -SLACK_MS || (jump > SLACK_MS && !slept)) onChange(jump);
    slept = document.hidden;
  };
  const wake = () => {
    slept = true;
    poll();
  };
  for (const woken of ['visibilitychange', 'pageshow', 'resume']) {
    addEventListener(woken, wake, true);
  }
  setInterval(poll, POLL_MS);
  return poll;
}

/** When someone awake was last checked, or 0. */
let checked = 0;
/**
 * `ran` is how long it had lasted when the page was last left.
 * @type {{from: number, to?: number, ran?: number}}
 */
let seizure = NONE;
/** The time may be in the future if the clock was wrong. */
const isRecent = () => Math.abs(Date.now() - seizure.from) < EXPIRY_MS;
const isOver = () => seizure.to !== undefined || !isRecent();

/** When the clock is set, elapsed times stay. */
const pollClock = onClockSet((jump) => {
  if (checked) checked += jump;
  if (seizure.to !== undefined) return;
  seizure.from += jump;
  if (!document.hidden) keep('fit', seizure); // a second page would apply it twice
});

function leave() {
  pollClock();
  if (!isOver()) keep('fit', { ...seizure, ran: Date.now() - seizure.from });
}

function tick() {
  pollClock();
  again.hidden = !checked || Date.now() - checked < CHECK_MS;
  byId('fit').textContent = isOver() ? messages.began : messages.ended;
  if (!isRecent()) return;
  const seconds = Math.max(0, Math.floor(((seizure.to ?? Date.now()) - seizure.from) / 1000));
  const time = new Date(seizure.from).toTimeString().slice(0, 5);
  byId('lasts').textContent = format(seizure.to ? messages.lasted : messages.runs, {
    time,
    min: Math.floor(seconds / 60),
    s: seconds % 60
  });
}

/** Some browsers lack it, or throw. @param {number} time in ms */
function vibrate(time) {
  try {
    navigator.vibrate(time);
  } catch {
    // it is not felt
  }
}

/** @type {HTMLAudioElement | undefined} */
let sound;
let pulses = 0;
/** Vibrate on each beat that is heard. */
function pulse() {
  clearTimeout(pulses);
  if (!sound || sound.paused) return;
  vibrate(30);
  // Timers are late by some ms: the next one is set by the sound's own time.
  const past = (sound.currentTime + BEAT_S / 2) % BEAT_S;
  pulses = setTimeout(pulse, (1.5 * BEAT_S - past) * 1000);
}
/** Rejects without sound: some browsers refuse it, or lack it. */
async function beat() {
  if (!sound) {
    sound = new Audio(`${base}sounds/beat.wav`);
    sound.loop = true;
    sound.onplay = sound.onpause = () => {
      byId('beat').textContent = sound?.paused ? messages.beat : messages.hush;
      pulse();
    };
  }
  if (sound.paused) await sound.play();
  else sound.pause();
}

let hush = () => {};

/** @type {WakeLockSentinel | undefined} */
let lock;
/** Keep the screen on, if the phone can; iPhones can from iOS 18.4. */
async function stayAwake() {
  const running = !byId('run').hidden;
  if (!running) lock?.release().catch(() => {});
  if (!running || document.hidden || lock?.released === false) return;
  const late = setTimeout(() => {
    byId('dark').hidden = false;
  }, 1000); // some phones never answer
  try {
    lock = await navigator.wakeLock?.request('screen');
  } catch {
    lock = undefined;
  }
  clearTimeout(late);
  byId('dark').hidden = lock !== undefined;
}

onTurn((isNext) => byId('run').hidden || byId(isNext ? 'next' : 'back').click());
byId('next').addEventListener('click', () => vibrate(15));
byId('sheet').hidden = true;
byId('beat').onclick = () =>
  beat().catch(({ code }) => {
    // An AbortError: a second tap came while the sound was loading.
    if (code !== 20) byId('pace').textContent = messages.no_sound;
  });
byId('both').onclick = () => {
  checked = Date.now();
  tick();
  now.focus();
};
byId('fit').onclick = () => {
  pollClock();
  // The second tap of a trembling hand must not end what the first began.
  if (Math.abs(Date.now() - (seizure.to ?? seizure.from)) < POLL_MS) return;
  seizure = isOver() ? { from: Date.now() } : { ...seizure, to: Date.now() };
  keep('fit', seizure);
  const note = { at: Date.now(), what: seizure.to ? messages.fit_stopped : messages.fit_began };
  change('timeline', /** @type {Note[]} */ ([]), (notes) => [...notes, note]);
};
byId('aloud').onclick = async () => {
  const { readAloud } = await import('./speech.js');
  hush = readAloud(byId('voice'), [now, byId('more')]);
};
whenVoices(() => {
  byId('aloud').hidden = !voice();
});
addEventListener('hashchange', show);
document.addEventListener('visibilitychange', stayAwake);
addEventListener('pagehide', leave);
setInterval(tick, 1000);
subscribe('fit', () => {
  pollClock(); // otherwise the next poll moves what another window has moved
  seizure = kept('fit', NONE);
  if (!Number.isFinite(seizure.from)) seizure = NONE; // damaged
  // If the clock was set back while the page was closed, at least this time has passed.
  if (seizure.to === undefined)
    seizure.from = Math.min(seizure.from, Date.now() - (seizure.ran ?? 0));
  tick();
});
import('./zone.js').catch(() => {}); // stored later than this tool
show();
