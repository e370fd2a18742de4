// What readers write to the editors: kept on the phone until the server says that it is stored.

import { recall, remember } from './country.js';

/** @typedef {{page: string, section: string, clear: boolean | null, text: string}} Feedback */
/** @typedef {{key: string, feedback: Feedback}} Post `key` names it: sent twice, it is stored once */

const KEY = 'feedback';
const PATIENT_MS = 15000;

/** @returns {Post[]} */
function waiting() {
  try {
    return JSON.parse(recall(KEY) || '[]');
  } catch {
    return []; // not ours: it is written anew
  }
}

/** @param {Post[]} posts @returns {boolean} whether this phone truly holds them: some private modes refuse storage */
function keep(posts) {
  const text = posts.length ? JSON.stringify(posts) : ''; // nothing: other pages need not load this
  remember(KEY, text);
  return recall(KEY) === text;
}

/** @param {string} key */
function drop(key) {
  keep(waiting().filter((post) => post.key !== key));
}

/** A random name; `crypto.randomUUID` is missing where a page was not loaded over HTTPS. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {Post} post @returns {Promise<boolean | undefined>} whether it was stored; undefined where the server can never take it */
async function sendOne({ key, feedback }) {
  const stop = new AbortController();
  const end = setTimeout(() => stop.abort(), PATIENT_MS);
  try {
    const response = await fetch('/api/v1/feedback', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(feedback),
      signal: stop.signal,
      redirect: 'error',
    });
    if ([400, 413].includes(response.status)) return undefined;
    return (await response.json()).stored === true; // a portal answers 200 too
  } catch {
    return false;
  } finally {
    clearTimeout(end);
  }
}

/** Send what waits, one after the other; the first that is not taken ends it until the next visit. */
async function sendWaiting() {
  for (const post of waiting()) {
    const sent = await sendOne(post);
    if (sent === false) break;
    drop(post.key);
  }
  showWaiting();
}

const form = document.querySelector('form.feedback');
const line = document.getElementById('waiting');

function showWaiting() {
  const { length } = waiting();
  const said = line?.querySelector('span');
  if (!line || !said) return;
  said.textContent = (line.dataset.waiting ?? '').replace('{count}', String(length));
  line.hidden = length === 0;
}

/** The page that was open before, and its parts to choose from. @param {HTMLFormElement} form @param {string} path */
function name(form, path) {
  /** @type {HTMLInputElement} */ (form.elements.namedItem('page')).value = path;
  const request = new XMLHttpRequest(); // it parses a page without passing through a string, which trusted types refuse
  request.open('GET', path);
  request.responseType = 'document';
  request.onload = () => {
    const page = request.status === 200 ? /** @type {Document | null} */ (request.response) : null; // else it is another's
    const about = document.getElementById('about');
    const title = page?.querySelector('h1')?.textContent?.trim();
    if (!page || !title || !about) return;
    about.textContent = (about.dataset.about ?? '').replace('{page}', title);
    const parts = [...page.querySelectorAll('main h2')].map((heading) => heading.textContent?.trim() ?? '');
    document.getElementById('section')?.append(...parts.map((part) => new Option(part)));
    const choice = document.getElementById('part');
    if (choice) choice.hidden = parts.length === 0;
  };
  request.send();
}

/** @param {HTMLFormElement} form @returns {Feedback} */
function written(form) {
  const fields = new FormData(form);
  const text = (/** @param {string} field */ (field) => String(fields.get(field) ?? ''));
  const clear = text('clear');
  return { page: text('page') || '/feedback', section: text('section'), clear: clear ? clear === 'yes' : null, text: text('text').trim() };
}

/** Kept first, sent then: whatever happens in between, nothing is lost. @param {HTMLFormElement} form */
async function submit(form) {
  const feedback = written(form);
  const say = (/** @param {string} words */ (words) => {
    const said = form.querySelector('[data-said]');
    if (said) said.textContent = form.dataset[words] ?? '';
  });
  if (!feedback.text && feedback.clear === null) return say('empty');
  const post = { key: newKey(), feedback };
  const kept = keep([...waiting(), post]);
  const sent = await sendOne(post);
  if (sent !== false) drop(post.key);
  if (sent || (kept && sent === false)) form.reset();
  showWaiting();
  return say(sent ? 'sent' : sent === undefined ? 'refused' : kept ? 'waiting' : 'unkept');
}

if (form instanceof HTMLFormElement) {
  const path = new URLSearchParams(location.search).get('page') ?? '';
  if (/^\/[\w/.-]*$/.test(path)) name(form, path);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    if (button) button.disabled = true;
    submit(form).finally(() => { if (button) button.disabled = false; });
  });
  line?.querySelector('button')?.addEventListener('click', () => { keep([]); showWaiting(); });
  showWaiting();
}
sendWaiting();
addEventListener('online', sendWaiting);
