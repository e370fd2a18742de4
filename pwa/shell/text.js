// What is written on the screen: the words of the app, texts with values, days and times. The
// server puts `const WORDS = {…};` before this line: the interface words that scripts name
// (server/shell.py).

export const words = WORDS;

/** @param {string} text @param {object} values by the names that the text has in braces */
export const format = (text, values) =>
  text.replace(/\{(\w+)\}/g, (_, name) => /** @type {any} */ (values)[name] ?? '');

/** A time by this phone's clock, as in ISO 8601. @param {number} at in ms */
export const local = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString();

/** The day here and now, as date fields, notices and pages write it. */
export const today = () => local(Date.now()).slice(0, 10);
