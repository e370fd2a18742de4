// Writes a text message to one person, with the reader's location, and sends or shares it.

import { bindEntry, dialled } from './fields.js';
import { readCard } from './keep.js';
import { byId, messages } from './page.js';
import { canShare } from './phone.js';
import { locate } from './place.js';
import { share } from './share.js';
import { subscribe } from './storage.js';
import { format } from './text.js';

const where = byId('where', HTMLInputElement);
const status = byId('status');
let position = '';
let text = ''; // not read from the page, which a translator may have changed

/** The first contact of the reader's card. */
function recipient() {
  return dialled(readCard().contact1_number ?? '');
}

function write() {
  const here = [where.value.trim(), position].filter(Boolean).join(', ');
  text = here ? `${messages.message} ${format(messages.at, { where: here })}` : messages.message;
  byId('message').textContent = text;
  // Android expects the "?" and iOS the "&".
  byId('text').setAttribute('href', `sms:${recipient()}?&body=${encodeURIComponent(text)}`);
}

bindEntry('where', [where], write);
subscribe('card', write);
byId('pass-on').hidden = !canShare;
byId('pass-on').onclick = () => share({ text });
byId('find').onclick = () => {
  status.textContent = messages.finding;
  locate(
    messages.found,
    (found) => {
      position = found;
      status.textContent = '';
      write();
    },
    () => {
      status.textContent = messages.not_found;
    }
  );
};
byId('more').hidden = false;
