// Our search and its peers, on the same documents and queries: `{script, index, documents, queries}` in,
// `{name: {found, ms}}` out.
import { readFileSync } from 'node:fs';
import Fuse from 'fuse.js';
import MiniSearch from 'minisearch';

const { script, index, documents, queries } = JSON.parse(readFileSync(0, 'utf8'));

/** MiniSearch 7 with what its documentation advises for search as one types. */
function miniSearch(fields, more = {}) {
  const peer = new MiniSearch({
    idField: 'url',
    fields,
    storeFields: ['urgency'],
    searchOptions: { boost: { title: 2 }, fuzzy: 0.2, prefix: true },
    ...more
  });
  peer.addAll(documents);
  return (query) => peer.search(query).map(({ id }) => id);
}

/** Fuse.js 7, every phrase by itself, wherever in the query's reach it stands. */
function fuse() {
  const keys = [{ name: 'title', weight: 2 }, 'phrases', 'summary'];
  const peer = new Fuse(documents, {
    keys,
    ignoreLocation: true,
    threshold: 0.5,
    includeScore: true
  });
  return (query) => peer.search(query, { limit: 12 }).map(({ item }) => item.url);
}

/** The same with all of ours that it has a place for: one word for another, words left out, urgency, sayings. */
function miniSearchWithOurs() {
  const single = new Map(
    Object.entries(index.synonyms).flatMap(([word, sayings]) =>
      sayings
        .split(',')
        .filter((saying) => !saying.includes(' ') && !word.includes(' '))
        .map((saying) => [saying, word])
    )
  );
  const leftOut = new Set(`${index.stopwords} ${index.common_terms}`.split(' '));
  const processTerm = (term) => {
    const plain = term
      .toLowerCase()
      .replace(/['’]/g, '')
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '');
    return leftOut.has(plain) ? null : (single.get(plain) ?? plain);
  };
  const raised = { now: 1.2, poison: 1.05, today: 1.05 };
  const boostDocument = (_, __, { urgency }) => raised[urgency] ?? 1;
  const searchOptions = {
    boost: { title: 2, phrases: 1.5 },
    fuzzy: 0.2,
    prefix: true,
    boostDocument
  };
  return miniSearch(['title', 'phrases', 'summary', 'sayings'], { processTerm, searchOptions });
}

const { searchEngine } = await import(
  `data:text/javascript;base64,${Buffer.from(script).toString('base64')}`
);
const search = searchEngine(index);
const sides = {
  ours: (query) => search(query).map(({ url }) => url),
  'MiniSearch 7': miniSearch(['title', 'phrases', 'summary']),
  'MiniSearch 7 with our sayings': miniSearch(['title', 'phrases', 'summary', 'sayings']),
  'MiniSearch 7 with all of ours': miniSearchWithOurs(),
  'Fuse.js 7': fuse()
};
const answers = Object.entries(sides).map(([name, find]) => {
  const times = [];
  const found = queries.map((query) => {
    const start = performance.now();
    const urls = find(query);
    times.push(performance.now() - start);
    return urls.slice(0, 12);
  });
  return [name, { found, ms: times.sort((one, two) => one - two)[Math.floor(times.length * 0.9)] }];
});
console.log(JSON.stringify(Object.fromEntries(answers)));
