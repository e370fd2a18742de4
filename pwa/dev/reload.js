// For editors only (`serve --reload`): shows a saved change at once, or why it is not shown.
// It imports nothing: until the first release is published, there is no other script.

const POLL_MS = 500;
const STYLE =
  'position:fixed;z-index:99;inset:0 0 auto;max-height:70vh;overflow:auto;padding:12px 16px;' +
  'background:#fff;color:#111;border-bottom:4px solid #111;font:16px/1.5 monospace;' +
  'overflow-wrap:anywhere';

const overlay = document.createElement('div');
overlay.id = 'findings';
overlay.setAttribute('role', 'alert');
overlay.style.cssText = STYLE;
overlay.hidden = true;
document.body.append(overlay);

/** @returns {Promise<{release: string, findings: string[]}>} */
async function fetchState() {
  return (await fetch('/reload.json', { cache: 'no-store' })).json();
}

/** @param {string[]} findings @param {string} release */
function show(findings, release) {
  const text = findings.join('\n');
  overlay.hidden = !findings.length;
  if (overlay.dataset.text === text) return;
  overlay.dataset.text = text;
  const still = release ? 'This page is the last one without a mistake.' : 'Fix this and save:';
  overlay.replaceChildren(
    line('strong', `Not published (${findings.length}). ${still}`),
    ...findings.map((finding) => line('p', finding))
  );
}

/** @param {string} tag @param {string} textContent */
function line(tag, textContent) {
  return Object.assign(document.createElement(tag), { textContent });
}

/** @type {string | undefined} */
let shown;
async function follow() {
  try {
    const { release, findings } = await fetchState();
    shown ??= release;
    if (release !== shown) location.reload();
    show(findings, release);
  } catch {
    // the server is restarting
  }
}

follow();
setInterval(follow, POLL_MS);
