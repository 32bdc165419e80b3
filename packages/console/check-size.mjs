// Prints what the first view loads, compressed, and fails above the limit: index.html, its script, what that loads at
// once (the code that all pages share, and the page that the first address shows), and all of their styles.
import { readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT_BYTES = 150 * 1024;
const SHARED_CHUNK = 'start';
const FIRST_PAGE = 'src/pages/upload/page.tsx';

const dist = new URL('./dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** Adds a chunk, its styles and the chunks that it imports statically. */
function collect(name, files) {
  const { file, css = [], imports = [] } = manifest[name];
  if (files.has(file)) return;
  for (const each of [file, ...css]) files.add(each);
  for (const imported of imports) collect(imported, files);
}

const files = new Set(['index.html']);
const shared = Object.keys(manifest).filter((name) => manifest[name].name === SHARED_CHUNK);
if (shared.length !== 1) throw new Error(`No single chunk is called ${SHARED_CHUNK}: see vite.config.ts.`);
for (const name of ['index.html', ...shared, FIRST_PAGE]) collect(name, files);

let total = 0;
for (const file of files) {
  const compressed = gzipSync(readFileSync(new URL(file, dist))).length;
  total += compressed;
  const bytes = statSync(new URL(file, dist)).size;
  console.log(`${String(compressed).padStart(8)} of ${String(bytes).padStart(8)} bytes  ${file}`);
}
console.log(
  `First view: ${(total / 1024).toFixed(1)} KiB compressed; the limit is ${LIMIT_BYTES / 1024} KiB.`,
);
if (total > LIMIT_BYTES) {
  console.log('Load something of it later: import() in the page that needs it.');
  process.exit(1);
}
