// Ranks queries as a phone does: a table and queries in, addresses out, for tests/lookup/test_parity.py.
import { readFileSync } from 'node:fs';
import { lookup } from '../../pwa/lookup.js';

const { table, queries } = JSON.parse(readFileSync(0, 'utf8'));
const find = lookup(table);
console.log(JSON.stringify(queries.map((query) => find(query).map(({ url }) => url))));
