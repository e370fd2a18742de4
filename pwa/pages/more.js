// Shows how much of the app is saved, each second while it is being saved.

import { element } from './dom.js';
import { activeWorker, ask, canRegister, register } from './registration.js';
import { format, words } from './text.js';

const state = /** @type {HTMLElement} */ (document.getElementById('state'));
const place = document.getElementById('phone') ?? state;

/** Whether saved.js has not yet said how it ended. */
const saving = () => ['once', 'saving', 'part'].includes(`${state.dataset.state}`);

async function follow() {
  const worker = await activeWorker(await register());
  const { whole, all } = await ask(worker, 'state', 20000);
  const value = whole[1] + whole[2];
  const max = all[1] + all[2];
  if (!saving() || value === max) return place.removeAttribute('aria-busy');
  place.setAttribute('aria-busy', 'true'); // not spoken each second
  place.replaceChildren(
    format(words.saving_count, { whole: value, all: max }),
    element('progress', { value, max, ariaHidden: 'true' })
  );
  setTimeout(follow, 1000);
}

const watch = new MutationObserver(begin);

function begin() {
  if (!saving()) return;
  watch.disconnect();
  follow().catch(() => {});
}

if (canRegister) {
  watch.observe(state, { attributeFilter: ['data-state'] });
  begin();
}
