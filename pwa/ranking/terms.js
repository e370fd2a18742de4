// Text as the search compares it: stemmed words, phonetic keys and synonyms.

/** @typedef {{whole?: string, endings?: [string, string][], sounds?: [string, string][]}} Rules */

/** Splits texts into words and compares them by the rules of a language. @param {Rules} rules */
export function wordReader({ whole = '', endings = [], sounds = [] }) {
  const kept = whole.split(' ');
  const [stem, phoneticKey] = [endings, sounds].map((rules) => {
    const compiled = rules.map(([find, put]) => /** @type {const} */ ([RegExp(find, 'gu'), put]));
    return (/** @type {string} */ word) =>
      compiled.reduce((text, [find, put]) => text.replace(find, put), word);
  });

  /** Split a text into stemmed words. @param {string} text @returns {string[]} */
  function splitWords(text) {
    const plain = text
      .replace(APOSTROPHES, '')
      .normalize('NFKD')
      .replace(ACCENTS, '')
      .toLowerCase()
      .replace(UNITS, '$1 ');
    return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
      /^\p{Nd}+$/u.test(word) ? '0' : kept.includes(word) ? word : stem(word)
    );
  }

  return { splitWords, phoneticKey };
}

/** The terms that each phrase means. @param {Record<string, string>} synonyms */
export function invertSynonyms(synonyms) {
  return new Map(
    Object.entries(synonyms).flatMap(([terms, phrases]) =>
      phrases.split(',').map((phrase) => [phrase, terms])
    )
  );
}

/**
 * The one term that a word means, or the word itself if it means none or several.
 * @param {string} word @param {Map<string, string>} synonyms
 */
export function canonicalise(word, synonyms) {
  const term = synonyms.get(word) ?? word;
  return term.includes(' ') ? word : term;
}

/**
 * The terms that words mean, each with the index of its last word; the longest phrases first.
 * @param {string[]} tokens @param {Map<string, string>} synonyms
 * @returns {Generator<[last: number, term: string]>}
 */
export function* expandSynonyms(tokens, synonyms) {
  for (let start = 0; start < tokens.length; ) {
    let end = Math.min(start + MAX_SYNONYM_WORDS, tokens.length);
    while (end > start + 1 && !synonyms.has(tokens.slice(start, end).join(' '))) end -= 1;
    const phrase = tokens.slice(start, end).join(' ');
    for (const term of (synonyms.get(phrase) ?? phrase).split(' ')) yield [end - 1, term];
    start = end;
  }
}

/** @template K, V @param {Map<K, V[]>} lists @param {K} key @param {V} item */
export function append(lists, key, item) {
  const list = lists.get(key) ?? [];
  list.push(item);
  lists.set(key, list);
}

/**
 * Pairs by the first letter of the first of each.
 * @param {string[][]} pairs @returns {Map<string, string[][]>}
 */
export function byFirstLetter(pairs) {
  const lists = new Map();
  for (const pair of pairs) append(lists, pair[0][0], pair);
  return lists;
}
