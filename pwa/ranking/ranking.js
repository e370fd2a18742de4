// Finds the pages that answer what somebody types or says, in the order in which the server finds
// them. Modules and functions here are named after those in server/search/;
// tests/search/test_parity.py compares what they find. Publish joins the modules to one script,
// /ranking.js, and puts in the values of names in capitals: server/search/parameters.py has them.

import { invertedIndex, keepLargest } from './inverted.js';
import { queryParser } from './query.js';

/**
 * @typedef {import('./inverted.js').SearchEntry} SearchEntry
 * @typedef {import('./query.js').ParsedQuery} ParsedQuery
 * @typedef {import('./inverted.js').InvertedIndex} InvertedIndex
 * @typedef {Map<number, number>} Numbers by the id of a phrase or an entry: its index
 * @typedef {{best: Numbers, coverage: Numbers, total: Numbers}} Matches
 */

/**
 * Ranks the entries of an index; the same query always gives the same entries in the same order.
 * @param {import('./inverted.js').SearchIndex} index @returns {(query: string) => SearchEntry[]}
 */
export function searchEngine(index) {
  const inverted = invertedIndex(index);
  const parseQuery = queryParser(index, inverted);
  return (query) => search(parseQuery(query), inverted);
}

/**
 * The entries that answer a query, best first; of those with one title, the first. Those that
 * only contain its words come last.
 * @param {ParsedQuery} query @param {InvertedIndex} inverted
 */
function search(query, inverted) {
  const ranked = rank(query, inverted);
  const inText = query.inText.filter((id) => !ranked.includes(id));
  const ids = [...ranked.slice(0, MAX_RESULTS - inText.length), ...inText];
  const found = ids.map((id) => inverted.entries[id]);
  const titles = found.map(({ title }) => title);
  return found.filter(({ title }, at) => titles.indexOf(title) === at);
}

/**
 * The ids of the entries that match a query, best first.
 * @param {ParsedQuery} query @param {InvertedIndex} inverted
 */
function rank(query, inverted) {
  const { entries } = inverted;
  const scores = relativeScores(query, inverted);
  const steps = learnedSteps(query, inverted);
  // A learned weight never puts another page before a vital one.
  const isVital = scores.some(([id, score]) => score === 1 && entries[id].vital);
  /** @param {number} id */
  const gain = (id) =>
    Math.min(steps.get(id) ?? 0, isVital && !entries[id].vital ? 0 : Infinity) * LEARNED_STEP;
  return scores
    .map(([id, score]) => [id, score + gain(id)])
    .sort(([one, high], [other, low]) => low - high || one - other)
    .slice(0, MAX_RESULTS)
    .map(([id]) => id);
}

/** @param {ParsedQuery} query @param {InvertedIndex} inverted */
function learnedSteps({ terms }, { learned }) {
  /** @type {Numbers} */
  const steps = new Map();
  for (const term of terms.keys()) {
    for (const [id, weight] of learned.get(term) ?? []) add(steps, id, weight);
  }
  return steps;
}

/**
 * The ids of the entries that match a query, each with its score as a share of the best.
 * @param {ParsedQuery} query @param {InvertedIndex} inverted
 */
function relativeScores(query, inverted) {
  const matches = match(query, inverted);
  lendToVariants(matches, query, inverted);
  const scores = [...matches.best.keys()].map((id) => [id, score(id, matches, query, inverted)]);
  const best = Math.max(...scores.map(([, score]) => score));
  return scores
    .filter(([, score]) => score >= MIN_RELATIVE_SCORE * best)
    .map(([id, score]) => [id, score / best]);
}

/**
 * The entries with a phrase that holds a term of the query.
 * @param {ParsedQuery} query @param {InvertedIndex} inverted
 */
function match(query, inverted) {
  const { phrases, phraseWeights } = inverted;
  /** By phrase, and by entry. @type {Numbers[]} */
  const [named, earned, best, coverage, total] = [
    new Map(),
    new Map(),
    new Map(),
    new Map(),
    new Map()
  ];
  for (const [weights, value] of hits(query, inverted)) {
    for (const [id, weight] of weights) {
      add(named, id, weight);
      add(earned, id, value);
    }
    for (const entry of new Set([...weights.keys()].map((id) => phrases[id].entry))) {
      add(total, entry, value);
    }
  }
  for (const [id, value] of earned) {
    const { entry } = phrases[id];
    const share = (named.get(id) ?? 0) / phraseWeights[id];
    keepLargest(best, entry, value * share);
    keepLargest(coverage, entry, share);
  }
  return { best, coverage, total };
}

/** @param {Numbers} sums @param {number} key @param {number} value */
function add(sums, key, value) {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

/**
 * For each term the phrases with it, its weight in each, and the score it adds.
 * @param {ParsedQuery} query @param {InvertedIndex} inverted
 * @returns {Generator<[Numbers, number]>}
 */
function* hits({ terms, candidates }, { postings, idf }) {
  for (const [term, weight] of terms) {
    const value = (idf.get(term) ?? 0) * weight;
    yield [new Map((postings.get(term) ?? []).map((id) => [id, value])), value];
  }
  const heaviest = new Map();
  for (const term of candidates) {
    for (const id of postings.get(term) ?? []) {
      keepLargest(heaviest, id, idf.get(term) ?? 0);
    }
  }
  yield [heaviest, PREFIX_WEIGHT];
}

/**
 * Give the matches of a sign to its variants in a situation that the query names.
 * @param {Matches} matches @param {ParsedQuery} query @param {InvertedIndex} inverted
 */
function lendToVariants({ best, coverage, total }, { terms }, { entries }) {
  entries.forEach(({ situations = [], variant_of = [] }, id) => {
    for (const other of situations.some((situation) => terms.has(situation)) ? variant_of : []) {
      keepLargest(best, id, VARIANT_FACTOR * (best.get(other) ?? 0));
      keepLargest(coverage, id, coverage.get(other) ?? 0);
      keepLargest(total, id, VARIANT_FACTOR * (total.get(other) ?? 0));
    }
  });
}

/**
 * The score of an entry, for its match, urgency and situation.
 * @param {number} id @param {Matches} matches
 * @param {ParsedQuery} query @param {InvertedIndex} inverted
 */
function score(id, { best, coverage, total }, { terms }, inverted) {
  const { url, urgency = '', vital, situations = [] } = inverted.entries[id];
  const isSign = url.startsWith(SIGN_PREFIX);
  let result = (best.get(id) ?? 0) + ALL_MATCHES_WEIGHT * (total.get(id) ?? 0);
  result *= URGENCY_BOOST[urgency] ?? 1;
  for (const situation of inverted.situations) {
    if (situations.includes(situation) && !terms.has(situation)) {
      result *= UNASKED_SITUATION_FACTOR;
    }
    if (isSign && terms.has(situation) && !situations.includes(situation)) {
      result *= MISSING_SITUATION_FACTOR;
    }
  }
  if (!isSign) result *= NON_SIGN_FACTOR;
  if (DANGER_URGENCIES.includes(urgency) && (coverage.get(id) ?? 0) >= DANGER_MATCH_THRESHOLD) {
    result *= vital ? VITAL_BOOST : DANGER_BOOST;
  }
  return result;
}
