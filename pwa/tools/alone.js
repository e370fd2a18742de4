// The text to one person: with where the reader is, and by whatever way the phone has.

import { keep, kept } from './keep.js';
import { find } from './place.js';
import { possible, share } from './share.js';
import { subscribe } from './storage.js';
import { part, told } from './tool.js';
import { bind } from './fields.js';

const where = /** @type {HTMLInputElement} */ (part('where'));
const said = part('said');
let place = '';
let text = ''; // in our words, whatever a translator made of the page

function write() {
  const here = [where.value.trim(), place].filter(Boolean).join(', ');
  text = here ? `${told.message} ${told.at.replace('{where}', () => here)}` : told.message;
  part('message').textContent = text;
  part('text').setAttribute('href', `sms:?&body=${encodeURIComponent(text)}`); // "?&": Android reads the one, iOS the other
}

const fill = bind([where], () => kept('where', ''), (_, value) => keep('where', value));
subscribe('where', () => { fill(); write(); });
part('pass-on').hidden = !possible;
part('pass-on').onclick = () => share({ text }, said);
part('find').onclick = () => {
  said.textContent = told.finding;
  find(told.found, (found) => { place = found; said.textContent = ''; write(); }, () => { said.textContent = told.not_found; });
};
part('more').hidden = false;
