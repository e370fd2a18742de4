// What the script of one page needs: the page's parts, its messages, and other pages.

/**
 * The element with an id, in a page that always has it. Throws TypeError.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id @param {new () => Kind} Class
 */
export function byId(id, Class = /** @type {any} */ (HTMLElement)) {
  const found = document.getElementById(id);
  if (found instanceof Class) return found;
  throw new TypeError(id);
}

/** The messages that the content has for this page's script. @type {Record<string, string>} */
export const messages = JSON.parse(document.body.dataset.told ?? '{}');

/**
 * Another page, which runs nothing. By XMLHttpRequest: our content policy lets no parser of strings
 * make a document.
 * @param {string} path @param {number} timeout in ms
 * @returns {Promise<Document>} rejects if the page cannot be had
 */
export function fetchDocument(path, timeout) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', path);
    request.responseType = 'document';
    request.timeout = timeout;
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject());
    request.onerror = request.ontimeout = reject;
    request.send();
  });
}
