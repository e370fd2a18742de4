// The phrases of a search index by term, and the weight of each.

import { append } from './terms.js';

/**
 * @typedef {{url: string, title: string, summary: string, phrases: string, situations?: string[],
 *   urgency?: string, act?: string, vital?: boolean, lines?: string,
 *   variant_of?: number[], rare_words?: string}} SearchEntry
 * @typedef {{rules: import('./terms.js').Rules, common_terms: string, situations: string[],
 *   stopwords: string, synonyms: Record<string, string>, entries: SearchEntry[], learned: string,
 *   in_company: string}} SearchIndex
 * @typedef {ReturnType<typeof invertedIndex>} InvertedIndex
 */

/** The phrases of an index by term, and the weight of each. @param {SearchIndex} index */
export function invertedIndex(index) {
  const { entries, situations } = index;
  const phrases = entries.flatMap((page, entry) =>
    page.phrases.split(',').map((phrase) => ({ entry, terms: phrase.split(' ') }))
  );
  /** @type {Map<string, number[]>} */
  const postings = new Map();
  phrases.forEach(({ terms }, id) => {
    for (const term of terms) append(postings, term, id);
  });
  const rareWords = entries.map(({ rare_words = '' }) => rare_words.split(' '));
  const commonTerms = new Set([...index.common_terms.split(' '), ...situations]);
  /**
   * The inverse document frequency of a term, by a square root instead of a logarithm.
   * @param {string} term @param {number[]} ids
   */
  const weight = (term, ids) => {
    const { size } = new Set(ids.map((id) => phrases[id].entry));
    return commonTerms.has(term) ? LOW_WEIGHT : Math.min(MAX_IDF, Math.sqrt(IDF_ENTRIES / size));
  };
  const idf = new Map([...postings].map(([term, ids]) => [term, weight(term, ids)]));
  const phraseWeights = phrases.map(({ terms }) =>
    terms.reduce((sum, term) => sum + (idf.get(term) ?? 0), 0)
  );
  const learned = learnedWeights(index);
  return {
    entries,
    situations,
    phrases,
    postings,
    rareWords,
    commonTerms,
    idf,
    learned,
    phraseWeights
  };
}

/**
 * The learned weights of entries, by term.
 * @param {SearchIndex} index @returns {Map<string, number[][]>} pairs of an id and its weight
 */
function learnedWeights({ entries, learned }) {
  /** @param {number} id */
  const section = (id) => entries[id].url.replace(/[^/]*$/, '');
  return new Map(
    [...learned.matchAll(/(\S+) (\S+)/g)].map(([, term, weights]) => [
      term,
      [...weights.matchAll(/(.)(\d+)/g)].flatMap(([, steps, first]) =>
        entries.flatMap((_, id) =>
          // A capital letter is for all entries of the section.
          id === +first || (steps < 'a' && section(id) === section(+first))
            ? [[id, parseInt(steps, 36) - LEARNED_ZERO]]
            : []
        )
      )
    ])
  );
}

/** @template K @param {Map<K, number>} largest @param {K} key @param {number} value */
export function keepLargest(largest, key, value) {
  largest.set(key, Math.max(largest.get(key) ?? 0, value));
}
