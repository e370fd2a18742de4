// The feedback form. A draft is stored with each letter, and feedback stays on the phone until the
// server says that it is stored.

import { bind } from './fields.js';
import { change, kept, newKey } from './keep.js';
import { byId, fetchDocument } from './page.js';
import { parsed, remember, subscribe } from './storage.js';
import { base, format, words } from './text.js';
import { toast } from './toast.js';

/** @typedef {{page: string, section: string, clear: boolean | null, text: string}} Feedback */
/**
 * @typedef {{key: string, feedback: Feedback}} Post sent twice with one `key`, it is stored once
 * @typedef {Record<string, string>} Draft values by the name of the field
 */

const KEY = 'feedback';
const DRAFTS = 'drafts';
const TIMEOUT_MS = 15000;

/** @returns {Post[]} */
function waiting() {
  const posts = parsed(KEY);
  return Array.isArray(posts) ? posts.filter((post) => post?.key && post.feedback) : [];
}

/**
 * @param {Post[]} posts
 * @returns {boolean} whether they are stored: some private modes refuse storage
 */
function store(posts) {
  // With an empty entry, other pages do not load this script.
  return remember(KEY, posts.length ? JSON.stringify(posts) : '');
}

/** @param {string} key */
function drop(key) {
  store(waiting().filter((post) => post.key !== key));
}

/**
 * @param {Post} post
 * @returns {Promise<'sent' | 'waiting' | 'refused'>} refused if the server can never take it
 */
async function sendOne({ key, feedback }) {
  const stop = new AbortController();
  const end = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(`${base}api/v1/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(feedback),
      signal: stop.signal,
      redirect: 'error'
    });
    if ([400, 413].includes(response.status)) return 'refused';
    return (await response.json()).stored === true ? 'sent' : 'waiting'; // a portal answers 200 too
  } catch {
    return 'waiting';
  } finally {
    clearTimeout(end);
  }
}

/**
 * Send waiting feedback in order; the first failure stops it until the next visit.
 */
async function sendWaiting() {
  for (const post of waiting()) {
    // It was deleted meanwhile, or sent by another window.
    if (!waiting().some(({ key }) => key === post.key)) continue;
    const sent = await sendOne(post);
    if (sent === 'waiting') break;
    drop(post.key);
    if (sent === 'sent') toast(words.words_sent);
  }
}

const form = document.querySelector('form.feedback');

function showWaiting() {
  const line = byId('waiting');
  const { length } = waiting();
  line.children[0].textContent = format(`${line.dataset.waiting}`, { count: length });
  line.hidden = !length;
}

/**
 * Show the title of the page that feedback is about, and offer its headings.
 * @param {HTMLFormElement} form @param {string} path
 */
async function showPage(form, path) {
  /** @type {HTMLInputElement} */ (form.elements.namedItem('page')).value = path;
  const page = await fetchDocument(path, TIMEOUT_MS);
  const title = page.querySelector('h1')?.textContent?.trim();
  if (!title) return;
  const about = byId('about');
  about.textContent = format(`${about.dataset.about}`, { page: title });
  const parts = [...page.querySelectorAll('main h2')].map(
    (heading) => heading.textContent?.trim() ?? ''
  );
  const section = byId('section', HTMLSelectElement);
  const there = [...section.options].map(({ value }) => value); // a draft may name one
  section.append(
    ...parts.filter((part) => !there.includes(part)).map((part) => new Option(part, part))
  );
  byId('part').hidden = parts.length === 0;
}

/** @param {HTMLFormElement} form @returns {Feedback} */
function written(form) {
  const fields = new FormData(form);
  const text = (/** @type {string} */ field) => `${fields.get(field) ?? ''}`;
  const clear = text('clear');
  return {
    page: text('page') || location.pathname,
    section: text('section'),
    clear: clear ? clear === 'yes' : null,
    text: text('text').trim()
  };
}

/** Store a draft for each page. @param {HTMLFormElement} form */
function keepDraft(form) {
  const page = written(form).page;
  const fields = /** @type {import('./fields.js').Field[]} */ ([
    ...form.querySelectorAll('[name]:not([type=hidden])')
  ]);
  const draft = () => kept(DRAFTS, /** @type {Record<string, Draft>} */ ({}))[page] ?? {};
  const fill = bind(
    fields,
    ({ name }) => draft()[name] ?? '',
    ({ name }, value) => setDraft(page, { ...draft(), [name]: value })
  );
  const { page: _, ...typed } = Object.fromEntries(
    /** @type {Iterable<[string, string]>} */ (new FormData(form)) // it has no file
  );
  const early = Object.entries(typed).filter(([, value]) => value); // typed before this ran
  if (early.length) setDraft(page, { ...draft(), ...Object.fromEntries(early) });
  subscribe(DRAFTS, fill);
  byId('draft').hidden = Boolean(byId('unkept').textContent);
}

/** @param {string} page @param {Draft} [draft] */
function setDraft(page, draft = {}) {
  change(DRAFTS, /** @type {Record<string, Draft>} */ ({}), (drafts) => {
    const { [page]: _, ...others } = drafts;
    return Object.values(draft).some(Boolean) ? { ...others, [page]: draft } : others;
  });
}

/**
 * Store the feedback before it is sent, so that nothing is lost.
 * @param {HTMLFormElement} form @returns {Promise<string>} the name of the words for the result
 */
async function submit(form) {
  const feedback = written(form);
  if (!feedback.text && feedback.clear === null) return 'empty';
  const post = { key: newKey(), feedback };
  const safe = store([...waiting(), post]);
  const sent = await sendOne(post);
  if (sent !== 'waiting' || !safe) drop(post.key);
  const result = sent === 'waiting' && !safe ? 'unkept' : sent;
  const now = written(form);
  // Otherwise the draft is newer than the feedback.
  const unchanged = JSON.stringify(now) === JSON.stringify(feedback);
  if (unchanged && ['sent', 'waiting'].includes(result)) setDraft(now.page);
  return result;
}

if (form instanceof HTMLFormElement) {
  const path = new URLSearchParams(location.search).get('page') ?? '';
  // Without the page there are no headings to offer.
  if (/^\/[\w/.-]*$/.test(path)) showPage(form, path).catch(() => {});
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));
    button.disabled = true;
    submit(form)
      .then((result) => {
        byId('status').textContent = form.dataset[result] ?? '';
      })
      .finally(() => {
        button.disabled = false;
      });
  });
  byId('waiting').children[1].addEventListener('click', () => store([]));
  subscribe(KEY, showWaiting);
  keepDraft(form);
}
sendWaiting();
addEventListener('online', sendWaiting);
