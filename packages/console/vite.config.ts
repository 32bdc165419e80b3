import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const CONNECTOR = process.env['CONNECTOR_URL'] ?? 'http://127.0.0.1:3100';
const BASE = '/console/';

/** What `src/main.ts` imports: it runs before the others are there. */
const FIRST = /src\/(main|app\/(base|pages)|session\/session|api\/api-problem)\.ts$/;
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
        return Object.values(bundle)
          .filter((file) => file.type === 'chunk' && file.name === START)
          .map(({ fileName }) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: BASE + fileName },
            injectTo: 'head',
          }));
      },
    },
  };
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
