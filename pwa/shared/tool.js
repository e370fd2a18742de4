// What the scripts of tools share: the words and the parts of their page.

/** What this page says, from its content. @type {Record<string, string>} */
export const told = JSON.parse(document.body.dataset.told ?? '{}');

/** @param {string} id */
export const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} text with names in braces @param {Record<string, unknown>} values by these names */
export const format = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => `${values[name] ?? ''}`);

/** A time by this phone's clock, as in ISO 8601. @param {number} at */
export const local = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString();
