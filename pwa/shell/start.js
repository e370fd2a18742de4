// Loads the other scripts of a page after the first paint. Measured: three module scripts in the
// page delay the first paint by 80 ms at a CPU 6 times slower.

/** The event by which Chromium offers to install the app. */
export const install = { offer: /** @type {Event | undefined} */ (undefined) };

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault(); // its banner would cover the call button
  install.offer = event;
  if (document.getElementById('invite')) import('./install.js'); // most pages do not offer it
});

/**
 * The first paint; in a hidden page, one second.
 * @type {Promise<void>}
 */
const painted = new Promise((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 1000);
});

/** The folded list of sources opens for the marks that lead to it, and on paper. */
const unfold = () => document.getElementById('sources')?.setAttribute('open', '');
addEventListener('beforeprint', unfold);
addEventListener('click', ({ target }) => {
  if (target instanceof Element && target.closest('sup')) unfold();
});
if (location.hash === '#sources') unfold();

const { module, languages } = document.body.dataset; // what this page has besides

painted.then(() => {
  import('./country.js');
  import('./storage.js').then(({ recall, subscribe }) => {
    if (recall('feedback')) import('./feedback.js'); // what waits is sent
    subscribe('card', () => recall('card') && import('./own.js'));
  });
  import('./notices.js');
  import('./saved.js');
  import('./update.js');
  if (module) import(`./${module}.js`);
  if (document.getElementById('tools')) import('./reading.js');
  if (languages) import('./language.js');
});
