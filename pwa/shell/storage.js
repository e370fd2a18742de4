// What this phone stores, by name, as text. A page may be one of several, and days old: it reads
// what is stored at that moment and shows it again when it has changed. Reading and writing are one
// synchronous act: a closed page loses nothing, which a lock, that is waited for, could not
// promise.

/** Names that begin so are kept for this tab alone, until it is closed. */
const VISIT = 'visit-';
/**
 * What could not be stored, and what was stored then: a later change by another window wins.
 * @type {Record<string, {text: string, over: string | null}>}
 */
export const unkept = {};

/** @param {string} name */
const area = (name) => (name.startsWith(VISIT) ? sessionStorage : localStorage);

/** @param {string} name @param {() => void} [refuse] called where storage is forbidden */
export function recall(name, refuse) {
  let text = null;
  try {
    text = area(name).getItem(name);
  } catch {
    refuse?.();
  }
  return unkept[name]?.over === text ? unkept[name].text : text;
}

/**
 * What is stored as JSON; undefined if it cannot be read.
 * @param {string} name @param {() => void} [refuse] called where storage is forbidden
 * @returns {any}
 */
export function parsed(name, refuse) {
  try {
    return JSON.parse(recall(name, refuse) ?? '');
  } catch {
    // nothing, or damaged
  }
}

/**
 * @param {string} name @param {string} text @returns {boolean} whether it will be there next time
 */
export function remember(name, text) {
  delete unkept[name];
  const over = recall(name);
  try {
    area(name).setItem(name, text);
    area(name).getItem(name); // throws: what cannot be read back is not kept
  } catch {
    unkept[name] = { text, over };
  }
  dispatchEvent(new Event('kept'));
  return !unkept[name];
}

/**
 * Show what is stored, now and whenever it has changed: here, in another window, or while this page
 * was left.
 * @param {string} name @param {() => void} show
 */
export function subscribe(name, show) {
  /** @type {string | null | undefined} */
  let shown;
  const look = () => {
    const text = recall(name);
    if (text === shown) return;
    shown = text;
    show();
  };
  for (const event of ['kept', 'storage', 'pageshow', 'visibilitychange'])
    addEventListener(event, look);
  look();
}

/** A storage that is forbidden was not emptied. */
function filled() {
  try {
    return localStorage.length > 0;
  } catch {
    return false;
  }
}

let had = filled();
// Everything was deleted, in another window or while this page was left: what only this page holds
// goes too.
for (const event of ['kept', 'storage', 'pageshow']) {
  addEventListener(event, () => {
    if (had && !filled()) {
      sessionStorage.clear();
      for (const name of Object.keys(unkept)) delete unkept[name];
      dispatchEvent(new Event('deleted'));
    }
    had = filled();
  });
}
