// Ranks queries as a phone does: a table and queries in, addresses out, for tests/search/test_parity.py.
import { readFileSync } from 'node:fs';

// Node.js 18 takes a `.js` file for a module only by this way.
const code = readFileSync(new URL('../../pwa/search/ranking.js', import.meta.url), 'base64');
const { lookup } = await import(`data:text/javascript;base64,${code}`);

const { table, queries } = JSON.parse(readFileSync(0, 'utf8'));
const find = lookup(table);
console.log(JSON.stringify(queries.map((query) => find(query).map(({ url }) => url))));
