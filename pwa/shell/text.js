// The words of the app, and how texts, days and times are written. The server puts `const WORDS =
// {…};` before this line: the interface words that scripts name.

export const words = WORDS;

/** The path that all addresses of this language begin with. */
export const base = new URL('.', import.meta.url).pathname;

/**
 * @param {string} text
 * @param {Record<string, string | number | null | undefined>} values by their names in braces
 */
export const format = (text, values) =>
  text.replace(/\{(\w+)\}/g, (_, name) => /** @type {string} */ (values[name] ?? ''));

/** A time by this phone's clock, as in ISO 8601. @param {number} at in ms */
export const local = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString();

/** Today by this phone's clock, as YYYY-MM-DD. */
export const today = () => local(Date.now()).slice(0, 10);
