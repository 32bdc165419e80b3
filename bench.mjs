// npm run bench -- files | relay | trip | scale | console | n8n | n8n-faults, npm run torture and the n8n package's screenshots: bundles the program of that name and runs it.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const BENCHES = {
  files: 'packages/connector/bench/contact-file/main.ts',
  relay: 'packages/connector/bench/relay/main.ts',
  trip: 'packages/connector/bench/trip/main.ts',
  scale: 'packages/connector/bench/scale/main.ts',
  console: 'packages/console/bench/main.ts',
  n8n: 'packages/n8n-nodes-ozonetel/bench/main.ts',
  'n8n-faults': 'packages/n8n-nodes-ozonetel/bench/faults/main.ts',
  screenshots: 'packages/n8n-nodes-ozonetel/capture/main.ts',
  torture: 'packages/connector/torture/main.ts',
};

// Programs and data that ours start and read lie beside their sources.
const keepDirectories = {
  name: 'keep-directories',
  setup(esbuild) {
    esbuild.onLoad({ filter: /[\\/]packages[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: `const __dirname = ${JSON.stringify(dirname(path))};\n${await readFile(path, 'utf8')}`,
      loader: 'ts',
    }));
  },
};

const [name = '', ...args] = process.argv.slice(2);
const entry = BENCHES[name];
if (entry === undefined) {
  console.error(`npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
  process.exit(1);
}
const folder = join(import.meta.dirname, '.cache', 'bench');
await mkdir(folder, { recursive: true });
const outfile = join(folder, `${name}.cjs`);
await build({
  entryPoints: [join(import.meta.dirname, entry)],
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outfile,
  plugins: [keepDirectories],
  logLevel: 'error',
});
const { default: bench } = await import(pathToFileURL(outfile).href);
await bench.main(args);
