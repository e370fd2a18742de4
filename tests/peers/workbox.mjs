// node workbox.mjs <folder of the site> <where to write sw.js> <file of kept paths>: prints what is precached, as JSON.
import { readFileSync } from 'node:fs';
import { generateSW } from 'workbox-build';

const [globDirectory, swDest, kept] = process.argv.slice(2);
let entries = [];

/** The host's clean addresses, so that the phone asks for `/signs/x` and not for a file that a host may redirect. */
function clean(manifest) {
  entries = manifest.map((entry) => ({
    ...entry,
    url: `/${entry.url.replace(/(^index)?\.html$/, '')}`
  }));
  return { manifest: entries };
}

const { warnings } = await generateSW({
  globDirectory,
  swDest,
  globPatterns: JSON.parse(readFileSync(kept, 'utf8')),
  manifestTransforms: [clean],
  skipWaiting: true,
  clientsClaim: true,
  cleanupOutdatedCaches: true,
  inlineWorkboxRuntime: true, // the content policy admits no second script, and the phone makes no second request
  sourcemap: false,
  mode: 'production'
});
if (warnings.length) throw new Error(warnings.join('\n'));
console.log(JSON.stringify(entries));
