// Keeps the open group of signs in the address, and the scroll position of the page: Back
// and reload show both again.

/** @param {HTMLDetailsElement} group */
function keep({ id, open }) {
  const hash = `#${id}`;
  if (open) history.replaceState(history.state, '', hash);
  else if (location.hash === hash) history.replaceState(null, '', location.pathname);
}

for (const group of /** @type {NodeListOf<HTMLDetailsElement>} */ (
  document.querySelectorAll('.seen')
)) {
  if (location.hash === `#${group.id}`) {
    group.open = true;
    if (history.state) scrollTo(0, history.state);
  }
  if (group.open) keep(group); // opened before this ran
  group.addEventListener('toggle', () => keep(group));
  group.addEventListener('click', () => history.replaceState(scrollY, ''));
}
