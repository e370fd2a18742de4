// Words and files handed on, by the phone's own share sheet if it has one.

import { words } from './text.js';

/**
 * Without a sheet words are copied, and the page says so.
 * @param {ShareData} what @param {HTMLElement} said where it is said that they are copied
 */
export async function share(what, said) {
  try {
    if (navigator.share) return await navigator.share(what);
  } catch (error) {
    // The reader closed the sheet.
    if (error instanceof DOMException && error.name === 'AbortError') return;
  }
  try {
    await navigator.clipboard.writeText([what.text, what.url].filter(Boolean).join('\n'));
    said.textContent = words.copied;
  } catch {
    said.textContent = words.not_copied;
  }
}

/** @param {File} file */
function download(file) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000); // Safari reads it late
}

/**
 * By the phone's share sheet where it has one, else as a download: from an installed iPhone app
 * that is unreliable; Chrome's sheet refuses calendars and most other files.
 * @param {File} file
 */
export async function shareFile(file) {
  if (!navigator.canShare?.({ files: [file] })) return download(file);
  try {
    await navigator.share({ files: [file] });
  } catch (error) {
    // The reader closed the sheet.
    if (!(error instanceof DOMException && error.name === 'AbortError')) download(file);
  }
}
