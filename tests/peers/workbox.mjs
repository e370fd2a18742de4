// node workbox.mjs <folder of the site> <where to write sw.js> <file of kept paths>: prints what is precached, as JSON.
import { readFileSync } from 'node:fs';
import { generateSW } from 'workbox-build';

const [globDirectory, swDest, kept] = process.argv.slice(2);
let entries = [];
const { warnings } = await generateSW({
  globDirectory,
  swDest,
  globPatterns: JSON.parse(readFileSync(kept, 'utf8')),
  skipWaiting: true,
  clientsClaim: true,
  cleanupOutdatedCaches: true,
  directoryIndex: 'index.html', // `/`; that `/signs/x` is signs/x.html it knows by itself
  inlineWorkboxRuntime: true, // the content policy admits no second script, and the phone makes no second request
  sourcemap: false,
  mode: 'production',
  manifestTransforms: [(manifest) => { entries = manifest; return { manifest }; }],
});
if (warnings.length) throw new Error(warnings.join('\n'));
console.log(JSON.stringify(entries));
