// How texts and times are written.

/** @param {string} text @param {object} values by the names that the text has in braces */
export const format = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => `${/** @type {Record<string, unknown>} */ (values)[name] ?? ''}`);

/** A time by this phone's clock, as in ISO 8601. @param {number} at in ms */
export const local = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString();

/** The day here and now, as date fields, notices and pages write it. */
export const today = () => local(Date.now()).slice(0, 10);
