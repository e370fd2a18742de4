// Fields that keep every letter as it is typed, and show what is kept: typed here, before, or in another window.

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** @param {Field} field @returns {field is HTMLInputElement} */
const isRadio = (field) => field.type === 'radio';

/** @param {Field} field @param {string} value */
function put(field, value) {
  if (isRadio(field)) {
    field.checked = field.value === value;
    return;
  }
  if (field === document.activeElement && !field.validity.valid) return; // a day of which only a part stands there
  if (field.value.trim() !== value.trim()) {
    if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === value)) field.add(new Option(value));
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
      const left = type === 'change';
      const value = field.value.trim();
      if (field.validity.rangeUnderflow) return; // a year on its way: 2, 20, 203
      if (value !== read(field)) write(field, value);
      if (left && value !== field.value) field.value = value; // not before: the next word follows the space
      put(field, value);
    };
    field.addEventListener('input', take);
    field.addEventListener('change', take);
  }
  return () => { for (const field of fields) put(field, read(field)); };
}
