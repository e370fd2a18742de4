// Words handed on: by the phone's own share sheet; without one they are copied, and the page says so.

import { words } from './words.js';

/** Some browsers have neither, for example where the page came without HTTPS. */
export const possible = typeof navigator.share === 'function' || Boolean(navigator.clipboard);

/** @param {ShareData} what @param {HTMLElement} said where it is said that they are copied */
export async function share(what, said) {
  try {
    if (typeof navigator.share === 'function') return await navigator.share(what);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return; // the reader closed the sheet
  }
  try {
    await navigator.clipboard.writeText([what.text, what.url].filter(Boolean).join('\n'));
    said.textContent = words.copied;
  } catch {
    said.textContent = words.not_copied;
  }
}
