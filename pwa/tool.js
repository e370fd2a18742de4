// What the scripts of the tools share: the words and the parts of their page.

/** What this page says, from its content. @type {Record<string, string>} */
export const told = JSON.parse(document.body.dataset.told ?? '{}');

/** @param {string} id */
export const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} text with names in braces @param {Record<string, unknown>} values by these names */
export const format = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => `${values[name] ?? ''}`);
