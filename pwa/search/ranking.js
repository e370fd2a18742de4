// Finds the pages that answer what somebody types or says. The server ranks in the same way: server/search/ranking.py says why.

/**
 * @typedef {{url: string, title: string, summary: string, phrases: string, situations?: string[], urgency?: string, act?: string, vital?: boolean, lines?: string, variant_of?: number[]}} Row
 * @typedef {{passed_over: string, light: string, same: Record<string, string>, situations: string[], rows: Row[]}} Table
 * @typedef {[word: string, worth: number]} Said
 */

const LONGEST_QUERY = 200;
const MOST_FOUND = 12;
const FIRST = '/steps/first-minute';
const LONGEST_SAYING = 4;
const LEAST_BEGUN = 2;
const LETTERS_EACH = 3.5;
const LEAST_STEM = 5;
const GUESSED = [0.9, 0.8, 0.6];
const BEGUN = 1.5;
const LIGHT = 0.3;
const HEAVY = 7;
const ALTOGETHER = 0.45;
const UNASKED = 0.7;
const LACKING = 0.6;
/** @type {Record<string, number>} */
const RAISED = { now: 1.2, poison: 1.05, today: 1.05 };
const BESIDE = 0.85;
const TOUCHED = 0.75;
const DANGERS = ['now', 'poison'];
const PINNED = 1.6;
const VITAL = 2.2;
const LENT = 0.9;
const FAINT = 0.2;

/** @param {string} text @returns {string[]} */
function split(text) {
  const plain = text.replace(/['`\u00b4\u2018\u2019]/g, '').normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => (/^\p{Nd}+$/u.test(word) ? '0' : stem(word)));
}

/** A word without its English ending. @param {string} word */
function stem(word) {
  return word.replace(/^([a-z]{2,}[^sui])s$/, '$1').replace(/^([a-z]{2,})(?:([bdgmnpr])\2(?:ing|ed)|(t)ting)$/, '$1$2$3')
    .replace(/^(?!quite|scared)([a-z]{4,})(?:ing|ed|e)$/, '$1');
}

/** A word as it sounds, roughly. @param {string} word */
function sound(word) {
  return word.replace(/ph/g, 'f').replace(/c(?=[eiy])|z/g, 's').replace(/[cq]/g, 'k').replace(/y/g, 'i').replace(/(.)\1/g, '$1');
}

/** How many letters are wrong, missing, too many or swapped. @param {string} one @param {string} other @param {number} most */
function distance(one, other, most) {
  /** @type {number[]} */
  let older = [];
  let above = [...other, 0].map((_, i) => i);
  for (let i = 0; i < one.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < other.length; j += 1) {
      let cost = Math.min(above[j + 1] + 1, row[j] + 1, above[j] + Number(one[i] !== other[j]));
      if (i && j && one[i] === other[j - 1] && one[i - 1] === other[j]) cost = Math.min(cost, older[j - 1] + 1);
      row.push(cost);
    }
    if (Math.min(...row) > most) return most + 1;
    [older, above] = [above, row];
  }
  return above[other.length];
}

/** @template K @param {Map<K, number>} sums @param {K} key @param {number} value */
function add(sums, key, value) {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

/** @template K @param {Map<K, number>} most @param {K} key @param {number} value */
function raise(most, key, value) {
  most.set(key, Math.max(most.get(key) ?? 0, value));
}

/** @template K, V @param {Map<K, V[]>} lists @param {K} key @param {V} value */
function put(lists, key, value) {
  const list = lists.get(key) ?? [];
  list.push(value);
  lists.set(key, list);
}

/** A table made ready. @param {Table} table @returns {(query: string) => Row[]} the rows that answer, best first */
export function lookup({ passed_over, light, same: sayings, situations, rows }) {
  const same = new Map(Object.entries(sayings).flatMap(([words, others]) => others.split(',').map((saying) => [saying, words])));
  const passedOver = new Set(passed_over.split(' '));
  const phrases = rows.flatMap((row, at) => row.phrases.split(',').map((phrase) => ({ at, terms: phrase.split(' ') })));
  /** @type {Map<string, number[]>} */
  const places = new Map();
  phrases.forEach(({ terms }, place) => terms.forEach((word) => put(places, word, place)));
  const little = new Set([...light.split(' '), ...situations]);
  /** @type {Map<string, number>} */
  const weight = new Map();
  for (const [word, held] of places) {
    weight.set(word, little.has(word) ? LIGHT : Math.min(HEAVY, Math.sqrt(rows.length / new Set(held.map((place) => phrases[place].at)).size)));
  }
  const whole = phrases.map(({ terms }) => terms.reduce((sum, word) => sum + weightOf(word), 0));
  const isKnown = new Set([...places.keys(), ...[...same.keys()].flatMap((saying) => saying.split(' ')), ...passedOver, ...little]);
  const known = [...isKnown].sort();
  /** @type {Map<string, Said[]>} */
  const spellings = new Map(known.map((word) => [word, [[word, 1]]]));
  /** By the first letter. @type {Map<string, string[][]>[]} */
  const [starts, sounds] = [new Map(), new Map()];
  for (const saying of [...same, ...known.map((word) => [word, word])]) put(starts, saying[0][0], saying);
  for (const saying of known.map((word) => [sound(word), word])) put(sounds, saying[0][0], saying);

  /** @param {string} word */
  function weightOf(word) {
    return weight.get(word) ?? 0;
  }

  /** The known word that sounds most alike, and what it is worth. @param {string} word @returns {Said} */
  function nearest(word) {
    const heard = sound(word);
    const most = Math.min(2, Math.floor(heard.length / LETTERS_EACH));
    let [found, wrong] = [word, most + 1];
    for (const [other, whole] of sounds.get(heard[0]) ?? []) {
      const longer = Math.abs(other.length - heard.length);
      const ending = Math.min(other.length, heard.length) >= LEAST_STEM && (other.startsWith(heard) || heard.startsWith(other));
      const letters = ending ? longer && 1 : longer < wrong ? distance(heard, other, wrong - 1) : wrong;
      if (letters < wrong) [found, wrong] = [whole, letters];
    }
    return [found, wrong <= most ? GUESSED[wrong] : 0];
  }

  /** A known word, two that were joined, or the nearest. @param {string} word @returns {Said[]} */
  function spell(word) {
    let found = spellings.get(word);
    for (let end = 2; !found && end < word.length - 3; end += 1) {
      const parts = [word.slice(0, end), word.slice(end)];
      if (parts.every((part) => isKnown.has(part))) found = parts.map((part) => [part, 1]);
    }
    spellings.set(word, found ??= [nearest(word)]);
    return found;
  }

  /** @param {string[]} said @returns {Said[]} */
  function spelled(said) {
    return said.flatMap(spell).filter(([word]) => !passedOver.has(word)).map(([word, worth]) => {
      const stands = same.get(word) ?? ' ';
      return [stands.includes(' ') ? word : stands, worth];
    });
  }

  /** What words mean, the longest saying first. @param {Said[]} said @returns {Map<string, number>} */
  function meant(said) {
    const found = new Map();
    for (let start = 0; start < said.length;) {
      let end = Math.min(start + LONGEST_SAYING, said.length);
      const saying = () => said.slice(start, end).map(([word]) => word).join(' ');
      while (end > start + 1 && !same.has(saying())) end -= 1;
      for (const word of (same.get(saying()) ?? saying()).split(' ')) if (weight.has(word)) raise(found, word, said[end - 1][1]);
      start = end;
    }
    return found;
  }

  /** What an unfinished last word may become, and the words left before it. @param {Said[]} said @param {string} last @returns {[begun: Set<string>, left: Said[]]} */
  function begin(said, last) {
    for (let size = Math.min(LONGEST_SAYING - 1, said.length); size >= 0; size -= 1) {
      const left = said.length - size;
      const start = [...said.slice(left).map(([word]) => word), last].join(' ');
      if (same.has(start) || (!size && (weight.has(last) || passedOver.has(last) || little.has(last)))) break;
      if (!size && start.length < LEAST_BEGUN) continue;
      const begun = new Set();
      for (const [saying, terms] of starts.get(start[0]) ?? []) {
        if (saying.startsWith(start)) for (const word of terms.split(' ')) if (weight.has(word)) begun.add(word);
      }
      if (begun.size) return [begun, said.slice(0, left)];
    }
    return [new Set(), said];
  }

  /** @param {number} at @param {number} score @param {number} part @param {Map<string, number>} asked */
  function raised(at, score, part, asked) {
    const { url, urgency = '', vital, situations: own = [] } = rows[at];
    const isSign = url.startsWith('/signs/');
    let result = score * (RAISED[urgency] ?? 1);
    for (const situation of situations) {
      if (own.includes(situation) && !asked.has(situation)) result *= UNASKED;
      if (isSign && asked.has(situation) && !own.includes(situation)) result *= LACKING;
    }
    if (!isSign) result *= BESIDE;
    return DANGERS.includes(urgency) && part >= TOUCHED ? result * (vital ? VITAL : PINNED) : result;
  }

  /** @param {Map<string, number>} asked @param {Set<string>} begun @returns {number[]} places of rows, best first */
  function rank(asked, begun) {
    const [said, earned, all, best, parts] = /** @type {Map<number, number>[]} */ (Array.from({ length: 5 }, () => new Map()));
    /** @param {Map<number, number>} weights @param {number} value */
    const match = (weights, value) => {
      for (const [place, heavy] of weights) {
        add(said, place, heavy);
        add(earned, place, value);
      }
      for (const at of new Set([...weights.keys()].map((place) => phrases[place].at))) add(all, at, value);
    };
    for (const [word, worth] of asked) {
      const value = weightOf(word) * worth;
      match(new Map((places.get(word) ?? []).map((place) => [place, value])), value);
    }
    const heaviest = new Map();
    for (const word of begun) for (const place of places.get(word) ?? []) raise(heaviest, place, weightOf(word));
    match(heaviest, BEGUN);
    for (const [place, value] of earned) {
      const { at } = phrases[place];
      const part = (said.get(place) ?? 0) / whole[place];
      raise(best, at, value * part);
      raise(parts, at, part);
    }
    rows.forEach(({ situations: own = [], variant_of = [] }, at) => {
      if (own.some((situation) => asked.has(situation))) {
        for (const other of variant_of) {
          raise(best, at, LENT * (best.get(other) ?? 0));
          raise(all, at, LENT * (all.get(other) ?? 0));
          raise(parts, at, parts.get(other) ?? 0);
        }
      }
    });
    const scores = [...best].map(([at, value]) => ({ at, score: raised(at, value + ALTOGETHER * (all.get(at) ?? 0), parts.get(at) ?? 0, asked) }));
    const least = FAINT * scores.reduce((most, { score }) => Math.max(most, score), 0);
    return scores.filter(({ score }) => score >= least).sort((one, two) => two.score - one.score || one.at - two.at)
      .slice(0, MOST_FOUND).map(({ at }) => at);
  }

  return (query) => {
    const said = split([...query].slice(0, LONGEST_QUERY).join(''));
    const [begun, left] = begin(spelled(said.slice(0, -1)), said[said.length - 1] ?? '');
    const found = rank(meant(begun.size ? left : spelled(said)), begun).map((at) => rows[at]);
    return found.length ? found : rows.filter(({ url }) => url === FIRST);
  };
}
