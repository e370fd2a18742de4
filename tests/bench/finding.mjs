// The peers of our look-up, on the same documents and queries: `{documents, queries}` in, `{name: {found, ms}}` out.
import { readFileSync } from 'node:fs';
import Fuse from 'fuse.js';
import MiniSearch from 'minisearch';
import { lookup } from '../../pwa/lookup.js';

const { table, documents, queries } = JSON.parse(readFileSync(0, 'utf8'));

/** MiniSearch 7 with what its documentation advises for search as one types. */
function miniSearch(fields) {
  const index = new MiniSearch({ idField: 'url', fields, searchOptions: { boost: { title: 2 }, fuzzy: 0.2, prefix: true } });
  index.addAll(documents);
  return (query) => index.search(query).map(({ id }) => id);
}

/** Fuse.js 7, every phrase by itself, wherever in the query's reach it stands. */
function fuse() {
  const keys = [{ name: 'title', weight: 2 }, 'phrases', 'summary'];
  const index = new Fuse(documents, { keys, ignoreLocation: true, threshold: 0.5, includeScore: true });
  return (query) => index.search(query, { limit: 12 }).map(({ item }) => item.url);
}

const find = lookup(table);
const sides = {
  ours: (query) => find(query).map(({ url }) => url),
  'MiniSearch 7': miniSearch(['title', 'phrases', 'summary']),
  'MiniSearch 7 with our sayings': miniSearch(['title', 'phrases', 'summary', 'sayings']),
  'Fuse.js 7': fuse(),
};
const answers = Object.entries(sides).map(([name, search]) => {
  const times = [];
  const found = queries.map((query) => {
    const start = performance.now();
    const urls = search(query);
    times.push(performance.now() - start);
    return urls.slice(0, 12);
  });
  return [name, { found, ms: times.sort((one, two) => one - two)[Math.floor(times.length * 0.9)] }];
});
console.log(JSON.stringify(Object.fromEntries(answers)));
