// The known words that misspelled ones mean: the nearest in sound, or two typed without a space.

import { byFirstLetter } from './terms.js';

/** @typedef {[word: string, weight: number]} Weighted */

/**
 * Corrects words to known ones.
 * @param {Set<string>} vocabulary @param {string[]} rareWords need no correction
 * @param {(word: string) => string} phoneticKey @returns {(word: string) => Weighted[]}
 */
export function corrector(vocabulary, rareWords, phoneticKey) {
  const known = [...vocabulary].sort();
  const phoneticKeys = byFirstLetter(known.map((word) => [phoneticKey(word), word]));
  /**
   * Words that were corrected before: at each key all words but the last are the same.
   * @type {Map<string, Weighted[]>}
   */
  const corrected = new Map([...known, ...rareWords].map((word) => [word, [[word, 1]]]));
  return (word) => {
    const found = corrected.get(word) ??
      twoWords(word, vocabulary) ?? [nearest(word, phoneticKey(word), phoneticKeys)];
    corrected.set(word, found);
    return found;
  };
}

/**
 * Two known words that are typed without a space.
 * @param {string} word @param {Set<string>} known @returns {Weighted[] | undefined}
 */
function twoWords(word, known) {
  for (let end = MIN_HEAD_CHARS; end <= word.length - MIN_TAIL_CHARS; end += 1) {
    const parts = [word.slice(0, end), word.slice(end)];
    if (parts.every((part) => known.has(part))) return parts.map((part) => [part, 1]);
  }
}

/**
 * The known word nearest in sound, or the word itself, of no weight.
 * @param {string} word @param {string} key @param {Map<string, string[][]>} phoneticKeys
 * @returns {Weighted}
 */
function nearest(word, key, phoneticKeys) {
  const limit = Math.min(MAX_TYPOS, Math.floor(key.length / CHARS_PER_TYPO));
  let [found, edits] = [word, limit + 1];
  for (const [other, known] of phoneticKeys.get(key[0]) ?? []) {
    const wrong = distance(key, other, edits);
    if (wrong < edits) [found, edits] = [known, wrong];
  }
  return [found, edits <= limit ? TYPO_WEIGHTS[edits] : 0];
}

/**
 * The edits between two phonetic keys, below a limit; any ending is one edit.
 * @param {string} key @param {string} other @param {number} limit
 */
function distance(key, other, limit) {
  const longer = Math.abs(other.length - key.length);
  if (
    Math.min(other.length, key.length) >= MIN_STEM_CHARS &&
    (other.startsWith(key) || key.startsWith(other))
  )
    return Math.min(1, longer);
  return longer < limit ? osaDistance(key, other, limit - 1) : limit;
}

/**
 * The optimal string alignment distance of two words, or a number above the limit if it is larger.
 * @param {string} one @param {string} other @param {number} limit
 */
function osaDistance(one, other, limit) {
  /** @type {number[]} */
  let before = [];
  let above = [...other, 0].map((_, i) => i);
  for (let i = 0; i < one.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < other.length; j += 1) {
      let cost = Math.min(above[j + 1] + 1, row[j] + 1, above[j] + Number(one[i] !== other[j]));
      if (i && j && one[i] === other[j - 1] && one[i - 1] === other[j]) {
        cost = Math.min(cost, before[j - 1] + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, above] = [above, row];
  }
  return above[other.length];
}
