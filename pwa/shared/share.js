// Shares texts and files by the phone's share sheet, or copies and downloads them.

import { words } from './text.js';
import { toast } from './toast.js';

/** Whether the reader closed the share sheet: an AbortError. @param {any} error */
const isClosed = (error) => error?.code === 20;

/**
 * Share a text; without a share sheet, copy it and say so.
 * @param {ShareData} what
 */
export async function share(what) {
  try {
    if (navigator.share) return await navigator.share(what);
  } catch (error) {
    if (isClosed(error)) return;
  }
  try {
    await navigator.clipboard.writeText([what.text, what.url].filter(Boolean).join('\n'));
    toast(words.copied);
  } catch {
    toast(words.not_copied);
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
 * Share a file, else download it. Downloads are unreliable in an installed iPhone app; Chrome's
 * sheet refuses calendars and most other files.
 * @param {File} file
 */
export async function shareFile(file) {
  try {
    if (navigator.canShare({ files: [file] })) return await navigator.share({ files: [file] });
  } catch (error) {
    if (isClosed(error)) return;
  }
  download(file);
}
