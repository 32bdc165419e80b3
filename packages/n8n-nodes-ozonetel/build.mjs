// Bundles each entry of package.json's `n8n` attribute with what it takes from shared-types, and copies what n8n
// reads beside the code. n8n allows no runtime dependencies, so a workspace package must be inlined.
import { cp, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const { n8n } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const entryPoints = [...n8n.nodes, ...n8n.credentials].map((path) =>
  path.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
);

await rm(join(root, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints,
  outdir: 'dist',
  outbase: '.',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['n8n-workflow'],
  // Shorter, and still to be read by whoever reviews the package.
  minifySyntax: true,
  charset: 'utf8',
  // From its sources, as modules: what is not used, zod with it, is left out.
  alias: { '@ozonetel-bulk-upload/shared-types': join(root, '../shared-types/src/index.ts') },
  logLevel: 'warning',
});
for (const path of await staticFiles()) {
  await mkdir(dirname(join(root, 'dist', path)), { recursive: true });
  await cp(join(root, path), join(root, 'dist', path));
}

/** Icons and codex files. */
async function staticFiles() {
  const folders = await Promise.all(
    ['icons', 'nodes'].map(async (folder) => {
      const names = await readdir(join(root, folder), { recursive: true });
      return names.filter((name) => /\.(svg|node\.json)$/.test(name)).map((name) => join(folder, name));
    }),
  );
  return folders.flat();
}
