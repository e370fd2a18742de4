// Reads queries in the terms of an index: spelling, synonyms, and an unfinished last word.

import { keepLargest } from './inverted.js';
import { corrector } from './spelling.js';
import {
  byFirstLetter,
  canonicalise,
  expandSynonyms,
  invertSynonyms,
  wordReader
} from './terms.js';

/**
 * @typedef {import('./inverted.js').SearchIndex} SearchIndex
 * @typedef {import('./inverted.js').InvertedIndex} InvertedIndex
 * @typedef {import('./spelling.js').Weighted} Weighted
 * @typedef {Map<string, string>} Synonyms
 * @typedef {{terms: Map<string, number>, candidates: Set<string>, inText: number[]}} ParsedQuery
 */

/**
 * Reads queries in the terms of an index.
 * @param {SearchIndex} index @param {InvertedIndex} inverted
 * @returns {(query: string) => ParsedQuery}
 */
export function queryParser(index, { rareWords, commonTerms, idf }) {
  const { splitWords, phoneticKey } = wordReader(index.rules);
  const synonyms = invertSynonyms(index.synonyms);
  const [stopwords, inCompany] = [index.stopwords, index.in_company].map(
    (listed) => new Set(listed.split(' '))
  );
  const completeWords = new Set([...idf.keys(), ...stopwords, ...commonTerms]);
  const inSynonyms = [...synonyms.keys()].flatMap((phrase) => phrase.split(' '));
  const vocabulary = new Set([...completeWords, ...inSynonyms]);
  const correct = corrector(vocabulary, rareWords.flat(), phoneticKey);
  const complete = completer(synonyms, vocabulary, completeWords, idf);

  /**
   * Each word that is not a stopword, its spelling corrected, as its canonical term.
   * @param {string[]} tokens @returns {Weighted[]}
   */
  const normalise = (tokens) =>
    tokens
      .flatMap(correct)
      .filter(([word]) => !stopwords.has(word))
      .map(([word, weight]) => {
        const term = canonicalise(word, synonyms);
        return [term, inCompany.has(word) || inCompany.has(term) ? IN_COMPANY_WEIGHT : weight];
      });

  return (query) => {
    const tokens = splitWords([...query].slice(0, MAX_QUERY_CHARS).join(''));
    const last = tokens[tokens.length - 1] ?? '';
    const [candidates, left] = complete(normalise(tokens.slice(0, -1)), last);
    const spelled = candidates.size ? left : normalise(tokens);
    const terms = new Map();
    const words = spelled.map(([word]) => word);
    for (const [place, term] of expandSynonyms(words, synonyms)) {
      if (idf.has(term)) keepLargest(terms, term, spelled[place][1]);
    }
    return { terms, candidates, inText: inText(tokens, last, rareWords) };
  };
}

/**
 * The entries whose text has a rare word that is typed, or that the last one begins.
 * @param {string[]} tokens @param {string} last @param {string[][]} rareWords
 */
function inText(tokens, last, rareWords) {
  /** @param {string} word */
  const isNamed = (word) =>
    tokens.includes(word) || (last.length >= MIN_RARE_PREFIX && word.startsWith(last));
  return [...rareWords.keys()].filter((id) => rareWords[id].some(isNamed)).slice(0, MAX_IN_TEXT);
}

/**
 * Finds the terms that an unfinished last word may become, alone or after others; and the words left.
 * @param {Synonyms} synonyms @param {Set<string>} vocabulary @param {Set<string>} completeWords
 * @param {Map<string, number>} idf
 */
function completer(synonyms, vocabulary, completeWords, idf) {
  const completions = byFirstLetter([...synonyms, ...[...vocabulary].map((word) => [word, word])]);

  /** The terms of all words and phrases with a prefix. @param {string} prefix */
  const candidates = (prefix) => {
    const listed = prefix.length < MIN_PREFIX_CHARS ? [] : (completions.get(prefix[0]) ?? []);
    return new Set(
      listed
        .filter(([phrase]) => phrase.startsWith(prefix))
        .flatMap(([, terms]) => terms.split(' '))
        .filter((term) => idf.has(term))
    );
  };

  /** @param {Weighted[]} tokens @param {string} last @returns {[Set<string>, Weighted[]]} */
  return (tokens, last) => {
    for (let size = Math.min(MAX_SYNONYM_WORDS - 1, tokens.length); size >= 0; size -= 1) {
      const left = tokens.length - size;
      const prefix = [...tokens.slice(left).map(([word]) => word), last].join(' ');
      if (synonyms.has(prefix) || (!size && completeWords.has(last))) break;
      const found = candidates(prefix);
      if (found.size) return [found, tokens.slice(0, left)];
    }
    return [new Set(), tokens];
  };
}
