// The text to one person: with where the reader is, and by whatever way the phone has.

import { bindEntry } from './fields.js';
import { byId, told } from './page.js';
import { canShare } from './phone.js';
import { find } from './place.js';
import { share } from './share.js';
import { format } from './text.js';

const where = byId('where', HTMLInputElement);
const said = byId('said');
let place = '';
let text = ''; // in our words, whatever a translator made of the page

function write() {
  const here = [where.value.trim(), place].filter(Boolean).join(', ');
  text = here ? `${told.message} ${format(told.at, { where: here })}` : told.message;
  byId('message').textContent = text;
  // Android expects the "?" and iOS the "&".
  byId('text').setAttribute('href', `sms:?&body=${encodeURIComponent(text)}`);
}

bindEntry('where', [where], write);
byId('pass-on').hidden = !canShare;
byId('pass-on').onclick = () => share({ text }, said);
byId('find').onclick = () => {
  said.textContent = told.finding;
  find(
    told.found,
    (found) => {
      place = found;
      said.textContent = '';
      write();
    },
    () => {
      said.textContent = told.not_found;
    }
  );
};
byId('more').hidden = false;
