// The remembered country: one big call button in place of the row of numbers. Nothing is guessed here.

/**
 * @typedef {{number: string}} Line
 * @typedef {{country: string, name: string, emergency: Line[]}} Country
 */

const KEY = 'country';

/** @returns {string | null} */
function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is refused in some private modes: the row of numbers stays
  }
}

/** @param {string} code */
function remember(code) {
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // kept for this page only
  }
}

/** @param {string} code @returns {Promise<Country | undefined>} */
async function find(code) {
  const response = await fetch('/api/v1/helplines');
  /** @type {{countries: Country[]}} */
  const { countries } = await response.json();
  return countries.find((country) => country.country === code && country.emergency.length > 0);
}

/** @param {string} href @param {string} words @param {string} kind */
function link(href, words, kind) {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.textContent = words;
  anchor.className = kind;
  return anchor;
}

/** @param {Country} country */
function show({ name, emergency }) {
  const { number } = emergency[0];
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.call'))) {
    const words = (row.dataset.call ?? '').replace('{number}', number);
    const call = link(`tel:${number.replace(/[^0-9+]/g, '')}`, words, 'number');
    const where = document.createElement('span');
    where.textContent = name;
    call.append(where);
    row.replaceChildren(call, link('/help', row.dataset.change ?? '', 'other'));
    row.classList.add('chosen');
  }
  for (const heading of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-call-now]'))) {
    heading.textContent = (heading.dataset.callNow ?? '').replace('{number}', number);
  }
}

/** @param {string} code */
async function use(code) {
  const country = await find(code);
  if (country) show(country);
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('button[data-country]'))) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const code = button.dataset.country ?? '';
    remember(code);
    use(code).then(() => document.querySelector('.call')?.scrollIntoView({ block: 'nearest' }), () => {});
  });
}

const code = remembered();
if (code) use(code).catch(() => {}); // no answer: the row of numbers stays
