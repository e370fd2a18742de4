// The page of the reader's card: stores each letter; saves it as a file, a picture or on paper;
// deletes it in one tap.

import {
  asFile,
  bind,
  edit,
  fillIn,
  identify,
  identity,
  onCard,
  parseCard,
  stored
} from './card-store.js';
import { button, element } from './dom.js';
import { dialled, isValid } from './fields.js';
import { byId, messages } from './page.js';
import './refill.js';
import { shareFile } from './share.js';
import { format } from './text.js';

/** @typedef {import('./card-store.js').Card} Card */

const UNDO_MS = 60000;
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
const BAND = 40; // pixels that are read back; this many of 255 may differ and are not seen
const NOISE = 40;
const LETTERS = { most: 0.075, least: 0.028 }; // of the width

const form = byId('card', HTMLFormElement);
const status = byId('card-said');
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string} words @param {Node[]} more */
function say(words, ...more) {
  clearTimeout(timer);
  status.replaceChildren(words, ...more);
  status.toggleAttribute('data-running', more.length > 0); // an update would end the time for undo
}

/**
 * Replace the card. For a minute, undo restores the fields that were not changed since.
 * @param {Card} next @param {string} words @param {string} [id] of its reminders
 */
function replace(next, words, id = '') {
  const before = stored();
  const owner = identity();
  form.reset(); // what was refused, too
  identify(id);
  edit(() => next);
  fill(); // the same card again changes no entry, but the form is empty
  say(
    words,
    button(messages.undo, 'use', () => {
      identify(owner);
      edit((card) => {
        const same = Object.keys({ ...before, ...next }).filter(
          (name) => card[name] === next[name]
        );
        return { ...card, ...Object.fromEntries(same.map((name) => [name, before[name]])) };
      });
      say(messages.undone);
    })
  );
  timer = setTimeout(() => say(''), UNDO_MS);
}

/** @param {HTMLInputElement} chooser */
async function take(chooser) {
  const [file] = chooser.files ?? [];
  if (!file) return;
  const found = file.size > 200000 ? 'huge' : parseCard(await file.text(), form);
  chooser.value = ''; // the same file can be chosen again
  if (typeof found !== 'string') replace(found.card, messages.taken, found.id);
  else
    say(
      { huge: messages.refused_huge, newer: messages.refused_newer, other: messages.refused_other }[
        found
      ]
    );
}

/** Links beside a field that call or text its number. @param {HTMLInputElement} field */
function reach(field) {
  const links = field.parentElement?.querySelector('.reach');
  const number = isValid(field) ? dialled(field.value) : '';
  if (links?.querySelector('a')?.href === `tel:${number}`) return; // the focus may be on it
  const ways = /** @type {const} */ ([
    ['tel', messages.ring],
    ...(field.dataset.reach === 'mobile' ? [['sms', messages.write]] : [])
  ]);
  links?.replaceChildren(
    ...(number.length > 1 ? ways : []).map(([scheme, label]) =>
      element('a', {
        href: `${scheme}:${number}`,
        className: 'button',
        textContent: format(label, { number })
      })
    )
  );
}

/**
 * Make the letters as large as the paper allows.
 * @param {HTMLElement} face @returns {boolean} whether all of it is on the card
 */
function fits(face) {
  for (let size = LETTERS_PT.most; size >= LETTERS_PT.least; size -= LETTERS_PT.step) {
    face.style.fontSize = `${size}pt`;
    if (face.scrollHeight <= face.clientHeight) return true;
  }
  return false;
}

const faces = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.face')]);

/** The visible lines of a face. @param {HTMLElement} face */
function linesOf(face) {
  return /** @type {HTMLElement[]} */ ([...face.querySelectorAll('p:not([hidden])')]);
}

function showCard() {
  fillIn();
  const filled = Object.keys(stored()).length > 0;
  document.querySelector('.wallet')?.classList.toggle('filled', filled);
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('.face p')
  )) {
    const blanks = [...line.querySelectorAll('[data-field]')];
    line.hidden = filled && blanks.length > 0 && blanks.every((blank) => !blank.textContent);
  }
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (
    form.querySelectorAll('[data-reach]')
  ))
    reach(field);
  byId('too-long').hidden = faces.map(fits).every(Boolean);
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} width */
function wrapped(pen, text, width) {
  return text.split(/\s+/).reduce((/** @type {string[]} */ rows, word) => {
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
 * Whether a band of the picture reads back as painted: browsers that prevent fingerprinting add
 * noise.
 * @param {CanvasRenderingContext2D} pen @param {number} light
 */
function painted(pen, light) {
  const { data } = pen.getImageData(0, 0, SIZE.width, BAND);
  return data.every((value, index) => index % 4 === 3 || Math.abs(value - light) <= NOISE);
}

/**
 * Draw the lines as large as the picture allows.
 * @param {string[]} lines @returns {Promise<Blob | null> | 'long' | 'noise'} or why it failed
 */
function draw(lines) {
  const canvas = Object.assign(document.createElement('canvas'), SIZE);
  const pen = canvas.getContext('2d');
  if (!pen) return 'noise';
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
    if (!painted(pen, light)) return 'noise';
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

async function takePicture() {
  const lines = linesOf(faces[0]).map((line) => line.innerText);
  const drawn = draw(lines);
  if (drawn === 'long') return say(messages.too_long);
  const picture = drawn === 'noise' ? null : await drawn;
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
    say(done);
  } catch {
    say(messages.not_copied);
  }
}

const fill = bind(form);
onCard(showCard);
addEventListener('deleted', () => say('')); // the undo too
byId('print').onclick = () => print();
byId('picture').onclick = takePicture;
byId('copy').onclick = () => copy(messages.copied);
byId('export').onclick = () => shareFile(asFile(messages.file));
byId('delete').onclick = () => replace({}, messages.deleted);
const chooser = byId('import', HTMLInputElement);
chooser.onchange = () => take(chooser);
