// The tools of an article: share it, read it aloud, and return to where the reader stopped.

import { button, element } from './dom.js';
import { canShare, voice, whenVoices } from './phone.js';
import { parsed, remember } from './storage.js';
import { format } from './text.js';

const KEY = 'places';
const tools = /** @type {HTMLElement} */ (document.getElementById('tools')); // start.js has looked
const { aloud, share: shared, go } = /** @type {Record<string, string>} */ (tools.dataset);
const headings = /** @type {HTMLElement[]} */ ([
  ...document.querySelectorAll('.article .prose h2[id]')
]);

/** The heading under which each article was left, by address. */
const places = () => /** @type {Record<string, string>} */ (parsed(KEY) ?? {});

let moved = false;

/**
 * Store the heading on the screen, unless the page was never scrolled: another window may know
 * better.
 */
function leave() {
  if (!moved) return;
  const passed = headings
    .filter((heading) => heading.getBoundingClientRect().top < innerHeight / 2)
    .pop();
  const { [location.pathname]: _, ...others } = places();
  remember(
    KEY,
    JSON.stringify(passed && scrollY ? { ...others, [location.pathname]: passed.id } : others)
  );
}

/** A link to where the reader stopped; the page does not scroll by itself. */
function goOn() {
  const heading = headings.find(({ id }) => id === places()[location.pathname]);
  if (!heading || location.hash || scrollY) return [];
  const textContent = format(go, { heading: heading.textContent });
  return [element('a', { href: `#${heading.id}`, className: 'button', textContent })];
}

async function sharePage() {
  const [title] = document.title.split(' · ');
  const { share } = await import('./share.js');
  await share({ title, text: title, url: location.origin + location.pathname });
}

function offerVoice() {
  if (!voice() || tools.querySelector('.voice')) return;
  const controls = element('span', { className: 'voice' });
  controls.append(
    button(aloud, 'use', () => import('./speech.js').then(({ readAloud }) => readAloud(controls)))
  );
  tools.prepend(controls);
}

const sharing = canShare ? [button(shared, 'use', () => sharePage().catch(() => {}))] : [];
tools.append(...goOn(), ...sharing);
tools.hidden = false;
if (headings.length) {
  addEventListener(
    'scroll',
    () => {
      moved = true;
    },
    { once: true, passive: true }
  );
  addEventListener('deleted', () => {
    moved = false;
  });
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) leave();
  });
  whenVoices(offerVoice);
}
