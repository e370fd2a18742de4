// Lines as a picture for the lock screen, the first in bold: white on black, clear of the clock above and of the buttons below.

const SIZE = { width: 1170, height: 2532 }; // pixels; phones fit it to their screen
const TOP = 0.36; // parts of the height; iPhones and Android phones have their clock above
const BOTTOM = 0.84;
const SIDE = 0.07; // of the width
const LEADING = 1.3;
const LETTERS = { most: 0.075, least: 0.028 }; // of the width

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} width */
function wrapped(pen, text, width) {
  return text.split(/\s+/).reduce((/** @type {string[]} */ rows, word) => {
    const longer = rows.length ? `${rows[rows.length - 1]} ${word}` : word;
    if (rows.length && pen.measureText(longer).width <= width) rows[rows.length - 1] = longer;
    else rows.push(word);
    return rows;
  }, []);
}

/** @param {CanvasRenderingContext2D} pen @param {string[]} lines @param {number} letters their size, in pixels */
function rowsOf(pen, lines, letters) {
  const width = pen.canvas.width * (1 - 2 * SIDE);
  return lines.flatMap((text, place) => {
    const font = `${place ? 400 : 700} ${letters}px system-ui, sans-serif`;
    pen.font = font;
    return wrapped(pen, text, width).map((row) => ({ row, font, wide: pen.measureText(row).width > width }));
  });
}

/** As large as there is room. @param {string[]} lines @returns {Promise<Blob | null>} nothing where they are too long to be read */
export function draw(lines) {
  const canvas = Object.assign(document.createElement('canvas'), SIZE);
  const pen = canvas.getContext('2d');
  if (!pen) return Promise.resolve(null);
  const { width, height } = canvas;
  let letters = width * LETTERS.most;
  let rows = rowsOf(pen, lines, letters);
  while (rows.some(({ wide }) => wide) || rows.length * letters * LEADING > height * (BOTTOM - TOP)) {
    letters *= 0.95;
    if (letters < width * LETTERS.least) return Promise.resolve(null);
    rows = rowsOf(pen, lines, letters);
  }
  pen.fillStyle = '#000';
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#fff';
  pen.textBaseline = 'top';
  rows.forEach(({ row, font }, place) => {
    pen.font = font;
    pen.fillText(row, width * SIDE, height * TOP + place * letters * LEADING);
  });
  return new Promise((done) => { canvas.toBlob(done); });
}
