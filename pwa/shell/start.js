// The one script of every page: the words are painted first, then the rest is asked for, each part
// on its own. Measured: three module scripts in the page cost 80 ms before the first paint at 6
// times slower CPU.

/** What the browser sends when it can install the app; Chromium's only. */
export const install = { offer: /** @type {Event | undefined} */ (undefined) };

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault(); // its own banner would slide over the call button
  install.offer = event;
  if (document.getElementById('invite')) import('./install.js'); // most readers have no use for it
});

/**
 * After the first paint; in a page that is opened behind others, a second later.
 * @type {Promise<void>}
 */
const painted = new Promise((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 1000);
});

const { module } = document.body.dataset; // of this page alone

painted.then(() => {
  import('./country.js');
  // What waits is sent.
  import('./storage.js').then(({ recall }) => recall('feedback') && import('./feedback.js'));
  import('./notices.js');
  import('./saved.js');
  import('./update.js');
  if (module) import(`./${module}.js`);
  if (document.getElementById('tools')) import('./reading.js');
});
