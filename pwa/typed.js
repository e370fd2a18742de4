// Fields that keep every letter as it is typed, and show what is kept: typed here, before, or in another window.

import { sound } from './limits.js';

/** @typedef {import('./limits.js').Field} Field */

/** @param {Field} field @returns {field is HTMLInputElement} */
const isRadio = (field) => field.type === 'radio';

/** @param {Field} field @param {string} value */
function put(field, value) {
  if (isRadio(field)) {
    field.checked = field.value === value;
    return;
  }
  if (!sound(field) && (!value || field === document.activeElement)) return; // what is refused, or typed in part, stays as it is
  if (field.value.trim() !== value.trim()) {
    if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === value)) field.add(new Option(value, value)); // else a translator of pages changes the value
    field.value = value;
  }
  if (!(field instanceof HTMLSelectElement)) field.defaultValue = field.value; // kept: it is no typed text that an update would lose
}

/**
 * `input` comes with every letter, `change` alone from some browsers that fill in forms.
 * @param {Field[]} fields @param {(field: Field) => string} read what is kept of a field @param {(field: Field, value: string) => void} write
 * @returns {() => void} shows what is kept
 */
export function bind(fields, read, write) {
  for (const field of fields) {
    /** @param {Event} event */
    const take = ({ type }) => {
      const refused = !sound(field);
      if (refused && !field.validity.badInput && type !== 'blur') return; // a year on its way: 2, 20, 203
      const value = refused ? '' : field.value.trim();
      if (value !== read(field)) write(field, value);
      if (!refused && type !== 'input' && value !== field.value) field.value = value; // not before: the next word follows the space
      put(field, value);
    };
    for (const event of ['input', 'change', 'blur']) field.addEventListener(event, take);
  }
  return () => { for (const field of fields) put(field, read(field)); };
}
