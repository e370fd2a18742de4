// What page scripts share: elements by id, the messages of the page, and other pages.

/**
 * The element with an id; throws TypeError if it is missing or of another class.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id @param {new () => Kind} Class
 */
export function byId(id, Class = /** @type {new () => Kind} */ (HTMLElement)) {
  const found = document.getElementById(id);
  if (found instanceof Class) return found;
  throw new TypeError(id);
}

/** The messages that the content defines for this page's script. @type {Record<string, string>} */
export const messages = JSON.parse(document.body.dataset.messages ?? '{}');

/**
 * Another page, whose scripts do not run. By XMLHttpRequest, because Trusted Types forbid to parse
 * strings.
 * @param {string} path @param {number} timeout in ms
 * @returns {Promise<Document>} rejects if the page cannot be fetched
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
