// The page of the reader's card: stores each letter; saves it as a file, a picture or on paper;
// deletes it in one tap.

import {
  asFile,
  bind,
  edit,
  fieldsOf,
  fillIn,
  identify,
  identity,
  onCard,
  parseCard
} from './card-store.js';
import { dialled, plausible } from './fields.js';
import { readCard } from './keep.js';
import { byId, messages } from './page.js';
import { shareFile } from './share.js';
import { format } from './text.js';
import { toast } from './toast.js';
import { readsBack } from './zone.js';

/** @typedef {import('./card-store.js').Card} Card */

const UNDO_S = 60;
const MESSAGE_S = 20;
const LETTERS_PT = { most: 9, least: 6, step: 0.25 }; // on paper
/**
 * The picture for the lock screen: white on black, clear of the clock above and of the buttons
 * below.
 */
const SIZE = { width: 1170, height: 2532 }; // pixels; phones fit it to their screen
const TOP = 0.36; // parts of the height; iPhones and Android phones have their clock above
const BOTTOM = 0.84;
const SIDE = 0.07; // of the width
const LEADING = 1.3;
const BAND = 40; // pixels that are read back
const LETTERS = { most: 0.075, least: 0.028 }; // of the width

const form = byId('card', HTMLFormElement);
const view = byId('view');
const toggle = byId('edit');
/** @param {string} selector @returns {NodeListOf<HTMLElement>} */
const all = (selector) => document.querySelectorAll(selector);
const faces = [...all('.face')];
let editing = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string} text @param {() => void} [act] takes it back, for a minute */
function notify(text, act) {
  clearTimeout(timer);
  toast(text, act ? { label: messages.undo, act, seconds: UNDO_S } : { seconds: MESSAGE_S });
  view.toggleAttribute('data-running', Boolean(act)); // an update would end the time for undo
  if (act) timer = setTimeout(() => notify(''), UNDO_S * 1000);
}

/** Show the form or the view. @param {boolean} next */
function setEditing(next) {
  editing = next;
  form.hidden = !next;
  view.hidden = next;
  for (const lead of all('.lead')) lead.hidden = !next;
  toggle.textContent = next ? messages.done : messages.edit;
}

/** Switch without moving the button under the thumb. @param {boolean} next */
function change(next) {
  const { top } = toggle.getBoundingClientRect();
  setEditing(next);
  scrollBy(0, toggle.getBoundingClientRect().top - top);
}

/**
 * Replace the card. For a minute, undo restores the fields that were not changed since.
 * @param {Card} next @param {string} words @param {string} [id] of its reminders
 */
function replace(next, words, id = '') {
  const before = readCard();
  const owner = identity();
  form.reset(); // what was refused, too
  identify(id);
  edit(() => next);
  fill(); // the same card again changes no entry, but the form is empty
  notify(words, () => {
    identify(owner);
    edit((card) => {
      const same = Object.keys({ ...before, ...next }).filter((name) => card[name] === next[name]);
      return { ...card, ...Object.fromEntries(same.map((name) => [name, before[name]])) };
    });
    change(!Object.keys(readCard()).length);
    notify(messages.undone);
  });
}

/** @param {HTMLInputElement} chooser */
async function take(chooser) {
  const [file] = chooser.files ?? [];
  if (!file) return;
  const found = file.size > 200000 ? 'huge' : parseCard(await file.text().catch(String), form);
  chooser.value = ''; // the same file can be chosen again
  if (typeof found !== 'string') {
    replace(found.card, messages.taken, found.id);
    change(false);
  } else
    notify(
      { huge: messages.refused_huge, newer: messages.refused_newer, other: messages.refused_other }[
        found
      ]
    );
}

/** A row that calls or texts the number of a field. @param {HTMLElement} row */
function reach(row) {
  const number = readCard()[row.dataset.reach ?? ''] ?? '';
  row.hidden = !dialled(number) || !plausible({ limit: 'phone' }, number);
  for (const link of row.querySelectorAll('a')) link.href = link.protocol + dialled(number);
}

/** How many fields of a part are filled. @param {Element} part */
function count(part) {
  const fields = fieldsOf(part);
  const card = readCard();
  const filled = fields.filter(({ name }) => card[name]).length;
  const output = part.querySelector('small');
  if (output) output.textContent = format(messages.filled, { filled, all: fields.length });
}

/** Make the letters of both faces as large as the paper allows. */
function fitToPaper() {
  for (let size = LETTERS_PT.most; size >= LETTERS_PT.least; size -= LETTERS_PT.step) {
    for (const face of faces) face.style.fontSize = `${size}pt`;
    if (faces.every((face) => face.scrollHeight <= face.clientHeight)) return true;
  }
  return false;
}

/** The visible lines of a face. @param {HTMLElement} face */
function linesOf(face) {
  return /** @type {HTMLElement[]} */ ([...face.querySelectorAll('p:not([hidden])')]);
}

function showCard() {
  fillIn();
  const filled = Object.keys(readCard()).length > 0;
  document.querySelector('.wallet')?.classList.toggle('filled', filled);
  for (const line of all('.face p, #view p:not(.reach)')) {
    const blanks = [...line.querySelectorAll('[data-field]')];
    line.hidden = filled && blanks.length > 0 && blanks.every((blank) => !blank.textContent);
  }
  all('.reach').forEach(reach);
  all('#card details').forEach(count);
  if (!filled && !editing) change(true);
  byId('too-long').hidden = fitToPaper();
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} width */
function wrapped(pen, text, width) {
  return text.split(/[ \n]+/).reduce((/** @type {string[]} */ rows, word) => {
    const longer = rows.length ? `${rows[rows.length - 1]} ${word}` : word;
    if (rows.length && pen.measureText(longer).width <= width) rows[rows.length - 1] = longer;
    else rows.push(word);
    return rows;
  }, []);
}

/**
 * @param {CanvasRenderingContext2D} pen @param {string[]} lines
 * @param {number} letters their size, in pixels
 */
function rowsOf(pen, lines, letters) {
  const width = pen.canvas.width * (1 - 2 * SIDE);
  return lines.flatMap((text, index) => {
    const font = `${index ? 400 : 700} ${letters}px system-ui, sans-serif`;
    pen.font = font;
    return wrapped(pen, text, width).map((row) => ({
      row,
      font,
      wide: pen.measureText(row).width > width
    }));
  });
}

/**
 * Draw the lines as large as the picture allows. Browsers that protect against tracking add noise,
 * or throw.
 * @param {string[]} lines @returns {Promise<Blob | null | 'long'>}
 */
async function draw(lines) {
  const canvas = Object.assign(document.createElement('canvas'), SIZE);
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const { width, height } = canvas;
  let letters = width * LETTERS.most;
  let rows = rowsOf(pen, lines, letters);
  while (
    rows.some(({ wide }) => wide) ||
    rows.length * letters * LEADING > height * (BOTTOM - TOP)
  ) {
    letters *= 0.95;
    if (letters < width * LETTERS.least) return 'long';
    rows = rowsOf(pen, lines, letters);
  }
  for (const light of [255, 0]) {
    pen.fillStyle = light ? '#fff' : '#000';
    pen.fillRect(0, 0, width, height);
    if (!readsBack(pen, light, width, BAND)) return null;
  }
  pen.fillStyle = '#fff';
  pen.textBaseline = 'top';
  rows.forEach(({ row, font }, index) => {
    pen.font = font;
    pen.fillText(row, width * SIDE, height * TOP + index * letters * LEADING);
  });
  return new Promise((done) => {
    canvas.toBlob(done);
  });
}

/** The words of a line, whose telephone number stays on one line. @param {HTMLElement} line */
function unbroken(line) {
  const number = line.querySelector('[data-field$=_number]')?.textContent ?? '';
  return line.innerText.replace(number, () => number.replace(/ /g, '\xa0'));
}

async function takePicture() {
  const lines = linesOf(faces[0]).map(unbroken);
  const picture = await draw(lines).catch(() => null);
  if (picture === 'long') return notify(messages.too_long);
  if (picture) return shareFile(new File([picture], messages.picture_file, { type: picture.type }));
  return copy(messages.no_picture);
}

/** @param {string} done the message afterwards */
async function copy(done) {
  try {
    await navigator.clipboard.writeText(
      faces
        .flatMap(linesOf)
        .map((line) => line.innerText)
        .join('\n')
    );
    notify(done);
  } catch {
    notify(messages.not_copied);
  }
}

if (document.getElementById('dues')) import('./refill.js'); // only beside the refill guard
const fill = bind(form);
setEditing(!Object.keys(readCard()).length);
onCard(showCard);
addEventListener('deleted', () => notify('')); // the undo too
toggle.onclick = () => change(!editing);
byId('print').onclick = () => print();
byId('picture').onclick = takePicture;
byId('copy').onclick = () => copy(messages.copied);
byId('export').onclick = () => shareFile(asFile(messages.file));
const sure = byId('sure', HTMLDetailsElement);
const close = () => {
  sure.open = false;
  sure.querySelector('summary')?.focus(); // the buttons are hidden
};
byId('keep').onclick = close;
byId('delete').onclick = () => {
  close();
  replace({}, messages.deleted);
};
const chooser = byId('import', HTMLInputElement);
chooser.onchange = () => take(chooser);
