// Prints what two scanners say of a site on localhost: `node headers.mjs PORT`, its certificate in NODE_EXTRA_CA_CERTS.
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const port = Number(process.argv[2]);
const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@mdn/mdn-http-observatory/package.json')));
// Its own install script loads these lists from the network; nothing on localhost can be on them.
for (const list of ['hsts-preload.json', 'tld-list.json']) {
  const path = join(folder, 'conf', list);
  if (!existsSync(path)) writeFileSync(path, '{}');
}
const { ALL_TESTS } = await import(join(folder, 'src/constants.js'));
const { getScoreModifier } = await import(join(folder, 'src/grader/grader.js'));
const { retrieve } = await import(join(folder, 'src/retriever/retriever.js'));

// As a proxy does in front of the server.
const plain = createServer((request, response) => {
  response.writeHead(301, { location: `https://localhost:${port}${request.url}` }).end();
});
await new Promise((resolve) => {
  plain.listen(0, resolve);
});
const found = await retrieve('localhost', { httpPort: plain.address().port, httpsPort: port });
plain.close();
plain.closeAllConnections();
const observatory = ALL_TESTS.map((test) => test(found)).map(({ result, pass }) => ({
  result,
  pass,
  score: getScoreModifier(result)
}));

const { CspEvaluator } = require('csp_evaluator');
const { CspParser } = require('csp_evaluator/dist/parser.js');
const policy = found.responses.https.headers['content-security-policy'];
const evaluator = new CspEvaluator(new CspParser(policy).csp).evaluate();
console.log(JSON.stringify({ observatory, evaluator }));
