// Finds the pages that answer what somebody types or says, in the order in which the server finds
// them: tests/search/test_parity.py compares it with server/search/ (text.py, query.py, ranking.py).
// A name in capitals is a constant of server/search/parameters.py: publish puts in its value.

/**
 * @typedef {{url: string, title: string, summary: string, phrases: string, situations?: string[],
 *   urgency?: string, act?: string, vital?: boolean, lines?: string,
 *   variant_of?: number[], rare_words?: string}} SearchEntry
 * @typedef {{whole?: string, endings?: [string, string][], sounds?: [string, string][]}} Rules
 * @typedef {{rules: Rules, common_terms: string, situations: string[], stopwords: string,
 *   synonyms: Record<string, string>, entries: SearchEntry[], learned: string,
 *   in_company: string}} SearchIndex
 * @typedef {[word: string, weight: number]} Weighted
 * @typedef {{terms: Map<string, number>, candidates: Set<string>, inText: number[]}} ParsedQuery
 * @typedef {Map<number, number>} Numbers by the id of a phrase or an entry: its index
 * @typedef {{best: Numbers, coverage: Numbers, total: Numbers}} Matches
 * @typedef {ReturnType<typeof invertedIndex>} InvertedIndex
 */

/** Splits texts into words and compares them by the rules of a language. @param {Rules} rules */
function wordReader({ whole = '', endings = [], sounds = [] }) {
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

/** The terms that each phrase means. @param {Record<string, string>} synonyms */
function invertSynonyms(synonyms) {
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
function canonicalise(word, synonyms) {
  const term = synonyms.get(word) ?? word;
  return term.includes(' ') ? word : term;
}

/**
 * The terms that words mean, each with the index of its last word; the longest phrases first.
 * @param {string[]} tokens @param {Map<string, string>} synonyms
 * @returns {Generator<[last: number, term: string]>}
 */
function* expandSynonyms(tokens, synonyms) {
  for (let start = 0; start < tokens.length; ) {
    let end = Math.min(start + MAX_SYNONYM_WORDS, tokens.length);
    while (end > start + 1 && !synonyms.has(tokens.slice(start, end).join(' '))) end -= 1;
    const phrase = tokens.slice(start, end).join(' ');
    for (const term of (synonyms.get(phrase) ?? phrase).split(' ')) yield [end - 1, term];
    start = end;
  }
}

/** @template K, V @param {Map<K, V[]>} lists @param {K} key @param {V} item */
function append(lists, key, item) {
  const list = lists.get(key) ?? [];
  list.push(item);
  lists.set(key, list);
}

/** @template K @param {Map<K, number>} sums @param {K} key @param {number} value */
function add(sums, key, value) {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

/** @template K @param {Map<K, number>} largest @param {K} key @param {number} value */
function keepLargest(largest, key, value) {
  largest.set(key, Math.max(largest.get(key) ?? 0, value));
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
            ? [[id, parseInt(steps, 36) - NO_STEPS]]
            : []
        )
      )
    ])
  );
}

/** The phrases of an index by term, and the weight of each. @param {SearchIndex} index */
function invertedIndex(index) {
  const { entries, common_terms, situations } = index;
  const phrases = entries.flatMap((page, entry) =>
    page.phrases.split(',').map((phrase) => ({ entry, terms: phrase.split(' ') }))
  );
  /** @type {Map<string, number[]>} */
  const postings = new Map();
  phrases.forEach(({ terms }, id) => {
    for (const term of terms) append(postings, term, id);
  });
  const rareWords = entries.map(({ rare_words = '' }) => rare_words.split(' '));
  const commonTerms = new Set([...common_terms.split(' '), ...situations]);
  const idf = new Map(
    [...postings].map(([term, ids]) => {
      const { size } = new Set(ids.map((id) => phrases[id].entry));
      return [
        term,
        commonTerms.has(term) ? LOW_WEIGHT : Math.min(MAX_IDF, Math.sqrt(IDF_ENTRIES / size))
      ];
    })
  );
  const phraseWeights = phrases.map(({ terms }) =>
    terms.reduce((sum, term) => sum + (idf.get(term) ?? 0), 0)
  );
  const learned = learnedWeights(index);
  return { phrases, postings, rareWords, commonTerms, idf, learned, phraseWeights };
}

/**
 * Reads queries in the terms of an index.
 * @param {SearchIndex} index @param {InvertedIndex} inverted
 * @returns {(query: string) => ParsedQuery}
 */
function queryParser(index, { rareWords, commonTerms, idf }) {
  const { splitWords, phoneticKey } = wordReader(index.rules);
  const synonyms = invertSynonyms(index.synonyms);
  const [stopwords, inCompany] = [index.stopwords, index.in_company].map(
    (listed) => new Set(listed.split(' '))
  );
  const inSynonyms = [...synonyms.keys()].flatMap((phrase) => phrase.split(' '));
  const vocabulary = new Set([...idf.keys(), ...inSynonyms, ...stopwords, ...commonTerms]);
  /**
   * Both by first letter: phrases with what they mean, and phonetic keys with their words.
   * @type {Map<string, string[][]>[]}
   */
  const [completions, phoneticKeys] = [new Map(), new Map()];
  const known = [...vocabulary].sort();
  for (const phrase of [...synonyms, ...known.map((word) => [word, word])]) {
    append(completions, phrase[0][0], phrase);
  }
  for (const key of known.map((word) => [phoneticKey(word), word])) {
    append(phoneticKeys, key[0][0], key);
  }
  /**
   * Words that were corrected before: at each key all words but the last are the same.
   * @type {Map<string, Weighted[]>}
   */
  const corrected = new Map([...known, ...rareWords.flat()].map((word) => [word, [[word, 1]]]));

  /** The terms of a query, the unfinished last word apart. @param {string} query */
  function parseQuery(query) {
    const tokens = splitWords([...query].slice(0, MAX_QUERY_CHARS).join(''));
    const before = normalise(tokens.slice(0, -1));
    const last = tokens[tokens.length - 1] ?? '';
    const [candidates, left] = complete(before, last);
    const spelled = candidates.size ? left : normalise(tokens);
    const terms = new Map();
    for (const [place, term] of expandSynonyms(
      spelled.map(([word]) => word),
      synonyms
    )) {
      if (idf.has(term)) keepLargest(terms, term, spelled[place][1]);
    }
    // The entries whose text has a rare word that is typed, or that the last one begins.
    /** @param {string} word */
    const isNamed = (word) =>
      tokens.includes(word) || (last.length >= MIN_RARE_PREFIX && word.startsWith(last));
    const inText = [...rareWords.keys()].filter((id) => rareWords[id].some(isNamed));
    return { terms, candidates, inText: inText.slice(0, MAX_IN_TEXT) };
  }

  /**
   * Each word that is not a stopword, its spelling corrected, as its canonical term.
   * @param {string[]} tokens @returns {Weighted[]}
   */
  function normalise(tokens) {
    return tokens
      .flatMap(correct)
      .filter(([word]) => !stopwords.has(word))
      .map(([word, weight]) => {
        const term = canonicalise(word, synonyms);
        return [term, inCompany.has(word) || inCompany.has(term) ? IN_COMPANY_WEIGHT : weight];
      });
  }

  /**
   * A known word, two known words typed without a space, or the known word nearest in sound.
   * @param {string} word @returns {Weighted[]}
   */
  function correct(word) {
    let found = corrected.get(word);
    for (let end = MIN_HEAD_CHARS; !found && end <= word.length - MIN_TAIL_CHARS; end += 1) {
      const parts = [word.slice(0, end), word.slice(end)];
      if (parts.every((part) => vocabulary.has(part))) found = parts.map((part) => [part, 1]);
    }
    found ??= [nearest(word)];
    corrected.set(word, found);
    return found;
  }

  /**
   * The known word nearest in sound, or the word itself, of no weight.
   * @param {string} word @returns {Weighted}
   */
  function nearest(word) {
    const key = phoneticKey(word);
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
   * The terms that an unfinished last word may become, alone or after others; and the words left.
   * @param {Weighted[]} tokens @param {string} last @returns {[Set<string>, Weighted[]]}
   */
  function complete(tokens, last) {
    for (let size = Math.min(MAX_SYNONYM_WORDS - 1, tokens.length); size >= 0; size -= 1) {
      const left = tokens.length - size;
      const prefix = [...tokens.slice(left).map(([word]) => word), last].join(' ');
      if (synonyms.has(prefix) || (!size && isComplete(last))) break;
      const found = candidates(prefix);
      if (found.size) return [found, tokens.slice(0, left)];
    }
    return [new Set(), tokens];
  }

  /** @param {string} word */
  function isComplete(word) {
    return [idf, stopwords, commonTerms].some((known) => known.has(word));
  }

  /** The terms of all words and phrases with a prefix. @param {string} prefix */
  function candidates(prefix) {
    const listed = prefix.length < MIN_PREFIX_CHARS ? [] : (completions.get(prefix[0]) ?? []);
    return new Set(
      listed
        .filter(([phrase]) => phrase.startsWith(prefix))
        .flatMap(([, terms]) => terms.split(' '))
        .filter((term) => idf.has(term))
    );
  }

  return parseQuery;
}

/**
 * Ranks the entries of an index; the same query always gives the same entries in the same order.
 * @param {SearchIndex} index @returns {(query: string) => SearchEntry[]}
 */
export function searchEngine(index) {
  const { entries } = index;
  const inverted = invertedIndex(index);
  const { phrases, postings, idf, learned, phraseWeights } = inverted;
  const parseQuery = queryParser(index, inverted);

  /**
   * The entries that answer a query, best first; of those with one title, the first. Those that
   * only contain its words come last.
   * @param {string} query
   */
  function search(query) {
    const parsed = parseQuery(query);
    const ranked = rank(parsed);
    const inText = parsed.inText.filter((id) => !ranked.includes(id));
    const ids = [...ranked.slice(0, MAX_RESULTS - inText.length), ...inText];
    const titles = ids.map((id) => entries[id].title);
    return ids.map((id) => entries[id]).filter(({ title }, at) => titles.indexOf(title) === at);
  }

  /** The ids of the entries that match a query, best first. @param {ParsedQuery} query */
  function rank(query) {
    const matches = match(query);
    lendToVariants(matches, query);
    const scores = [...matches.best.keys()].map((id) => [score(id, matches, query), id]);
    const best = Math.max(...scores.map(([score]) => score));
    /** @type {Numbers} */
    const steps = new Map();
    for (const term of query.terms.keys()) {
      for (const [id, weight] of learned.get(term) ?? []) add(steps, id, weight);
    }
    // A learned weight never puts another page before a vital one.
    const isVital = scores.some(([score, id]) => score === best && entries[id].vital);
    /** @param {number} id */
    const gain = (id) =>
      Math.min(steps.get(id) ?? 0, isVital && !entries[id].vital ? 0 : 99) * LEARNED_STEP;
    return scores
      .filter(([score]) => score >= MIN_RELATIVE_SCORE * best)
      .map(([score, id]) => [score / best + gain(id), id])
      .sort(([high, one], [low, other]) => low - high || one - other)
      .slice(0, MAX_RESULTS)
      .map(([, id]) => id);
  }

  /** The entries with a phrase that holds a term of the query. @param {ParsedQuery} query */
  function match(query) {
    /** By phrase, and by entry. @type {Numbers[]} */
    const [named, earned, best, coverage, total] = [
      new Map(),
      new Map(),
      new Map(),
      new Map(),
      new Map()
    ];
    for (const [weights, value] of hits(query)) {
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

  /**
   * For each term the phrases with it, its weight in each, and the score it adds.
   * @param {ParsedQuery} query @returns {Generator<[Numbers, number]>}
   */
  function* hits({ terms, candidates }) {
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
   * @param {Matches} matches @param {ParsedQuery} query
   */
  function lendToVariants({ best, coverage, total }, { terms }) {
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
   * @param {number} id @param {Matches} matches @param {ParsedQuery} query
   */
  function score(id, { best, coverage, total }, { terms }) {
    const { url, urgency = '', vital, situations = [] } = entries[id];
    const isSign = url.startsWith(SIGN_PREFIX);
    let result = (best.get(id) ?? 0) + ALL_MATCHES_WEIGHT * (total.get(id) ?? 0);
    result *= URGENCY_BOOST[urgency] ?? 1;
    for (const situation of index.situations) {
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

  return search;
}
