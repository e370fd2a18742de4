// For editors only (`serve --reload`): shows a saved change at once, or why it is not shown.

import { element } from './dom.js';

const SECOND_LOOK_MS = 500;
const LOOK =
  'position:fixed;z-index:99;inset:0 0 auto;max-height:70vh;overflow:auto;padding:12px 16px;' +
  'background:#fff;color:#111;border-bottom:4px solid #111;font:16px/1.5 monospace;' +
  'overflow-wrap:anywhere';

const overlay = element('div', { id: 'findings' });
overlay.setAttribute('role', 'alert');
overlay.style.cssText = LOOK;
overlay.hidden = true;
document.body.append(overlay);

/** @param {string} address */
async function json(address) {
  return (await fetch(address, { cache: 'no-store' })).json();
}

/** @param {string[]} findings */
function show(findings) {
  const text = findings.join('\n');
  overlay.hidden = !findings.length;
  if (overlay.dataset.text === text) return;
  overlay.dataset.text = text;
  const head = `Not published (${findings.length}). This page is the last one without a mistake.`;
  overlay.replaceChildren(
    element('strong', { textContent: head }),
    ...findings.map((finding) => element('p', { textContent: finding }))
  );
}

const { release } = await json('/readyz');
setInterval(async () => {
  try {
    if ((await json('/readyz')).release !== release) location.reload();
    show((await json('/reload.json')).findings);
  } catch {
    // the server is restarting
  }
}, SECOND_LOOK_MS);
