// Runs the search of a phone for node_search.py. The first line is the script and the
// search index. Each further line names a function and lists its calls, `{name, calls}`, and is
// answered by one line with their results.
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { script, index } = JSON.parse((await lines.next()).value);
const code = `${script}\nexport { wordReader, osaDistance };`;
// Node.js 18 reads a module from a string only in this way.
const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
const { searchEngine, wordReader, osaDistance } = await import(url);
const engine = searchEngine(index);
const functions = { ...wordReader(index.rules), osaDistance };
functions.search = (query) => engine(query).map((entry) => entry.url);
for await (const line of lines) {
  const { name, calls } = JSON.parse(line);
  console.log(JSON.stringify(calls.map((given) => functions[name](...given))));
}
