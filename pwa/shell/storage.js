// Stores text by name on this phone. Several windows may be open for days, so values are read when
// they are needed and shown again after a change. Reading and writing are synchronous: a page that
// is closed loses nothing, unlike with a lock.

/** Entries with this prefix are stored for the tab alone, until it is closed. */
const VISIT = 'visit-';
/**
 * Texts that could not be stored, and what was stored then: a later change by another window wins.
 * @type {Record<string, {text: string, over: string | null}>}
 */
export const unkept = {};

/** @param {string} name */
const area = (name) => (name.startsWith(VISIT) ? sessionStorage : localStorage);

/** @param {string} name @param {() => void} [refuse] called if storage is forbidden */
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
 * The stored JSON; undefined if it cannot be read.
 * @param {string} name @param {() => void} [refuse] called if storage is forbidden
 * @returns {unknown}
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
  } catch {
    // full or forbidden; some blockers drop it without an error
  }
  if (recall(name) !== text) unkept[name] = { text, over };
  dispatchEvent(new Event('kept'));
  return !unkept[name];
}

/**
 * Call `show` now and after each change: here, in another window, or while this page was in the
 * history.
 * @param {string} name @param {() => void} show
 */
export function subscribe(name, show) {
  /** @type {string | null | undefined} */
  let shown;
  const refresh = () => {
    const text = recall(name);
    if (text === shown) return;
    shown = text;
    show();
  };
  for (const event of ['kept', 'storage', 'pageshow', 'visibilitychange'])
    addEventListener(event, refresh);
  refresh();
}

/** Whether anything is stored; false if storage is forbidden. */
function filled() {
  try {
    return localStorage.length > 0;
  } catch {
    return false;
  }
}

let had = filled();
// If everything was deleted elsewhere, delete what only this page holds.
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
