/** A button that a script puts into a page. @param {string} words @param {string} kind @param {() => void} act */
export function button(words, kind, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = kind;
  made.textContent = words;
  made.addEventListener('click', act);
  return made;
}
