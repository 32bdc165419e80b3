import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;

const CONNECTOR = process.env['CONNECTOR_URL'] ?? 'http://127.0.0.1:3100';
const BASE = '/console/';

/** What `src/main.ts` imports: it runs before the others are there. */
const FIRST =
  /src\/(main|app\/(base|pages)|session\/session|api\/(api-problem|as-sentence|fetch-in-time))\.ts$/;
/** What nearly every page uses comes in one file, rather than in a dozen of some hundred bytes. */
const SHARED =
  /src\/(app|api|components|filters|one-upload|session)|node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack\/(react-query|query-core)|wouter|openapi-fetch)\/|upload-state|rolldown\/runtime/;
const START = 'start';

/** Lets the browser fetch the shared code while it reads index.html, not after `src/main.ts` has asked for it. */
function preloadStart(): Plugin {
  return {
    name: 'preload-start',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const entry = chunks.find(({ isEntry }) => isEntry);
        const start = chunks.find(({ name }) => name === START);
        if (entry === undefined || start === undefined) throw new Error('A chunk is missing: main or start.');
        // Each would wait for the other: the page would stay empty.
        if (importsOf(entry, chunks).has(start))
          throw new Error(
            'src/main.ts imports a file of the chunk "start": add it to FIRST in vite.config.ts.',
          );
        return [
          {
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: BASE + start.fileName },
            injectTo: 'head',
          },
        ];
      },
    },
  };
}

/** The chunks that one imports statically, directly or by another. */
function importsOf(chunk: Chunk, chunks: readonly Chunk[]): Set<Chunk> {
  const found = new Set([chunk]);
  for (const { imports } of found)
    for (const other of chunks) if (imports.includes(other.fileName)) found.add(other);
  return found;
}

export default defineConfig({
  base: BASE,
  plugins: [react(), preloadStart()],
  resolve: {
    // Its sources, as ES modules: what a page does not use is left out, zod above all.
    alias: {
      '@ozonetel-bulk-upload/shared-types': fileURLToPath(
        new URL('../shared-types/src/index.ts', import.meta.url),
      ),
    },
  },
  build: {
    target: 'es2022',
    manifest: true,
    // The Content-Security-Policy allows files of this origin alone, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: START, test: (id) => SHARED.test(id) && !FIRST.test(id) }],
        },
      },
    },
  },
  server: { proxy: { '/v1': CONNECTOR, '/console/session': CONNECTOR } },
});
