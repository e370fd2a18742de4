// Makes elements.

/**
 * @template {keyof HTMLElementTagNameMap} Tag @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 */
export function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

/**
 * A button that a script puts into a page.
 * @param {string} textContent @param {string} className @param {() => void} onclick
 */
export function button(textContent, className, onclick) {
  return element('button', { type: 'button', className, textContent, onclick });
}
