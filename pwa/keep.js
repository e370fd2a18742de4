// What the reader lets the app remember, on this phone only. No update, repair or kill switch deletes it; /reset does, and
// offers a copy first.

/** Later versions read every format before theirs. */
const FORMAT = 1;
/** What this page put in, where the phone keeps nothing. @type {Record<string, any>} */
const visit = {};

/** Private modes refuse storage, a full phone refuses more: the page says so, and the tool goes on. */
function warn() {
  const line = document.getElementById('unkept');
  if (line) line.textContent = line.dataset.blocked ?? '';
}

/** @template T @param {string} name @param {T} empty what is given where nothing readable was kept @returns {T} */
export function kept(name, empty) {
  try {
    return visit[name] ?? JSON.parse(localStorage.getItem(name) ?? 'null')?.value ?? empty;
  } catch {
    warn();
    return visit[name] ?? empty;
  }
}

/** A random name; `crypto.randomUUID` is missing in a page that was not loaded over HTTPS. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} name @param {unknown} value @returns {boolean} whether it will be there next time */
export function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify({ format: FORMAT, value }));
    localStorage.getItem(name); // throws: what cannot be read back is not kept
    delete visit[name]; // another window may write a newer one
    return true;
  } catch {
    visit[name] = value;
    warn();
    return false;
  }
}
