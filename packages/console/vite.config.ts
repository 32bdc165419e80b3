import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const CONNECTOR = process.env['CONNECTOR_URL'] ?? 'http://127.0.0.1:3100';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
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
  },
  server: { proxy: { '/v1': CONNECTOR, '/console/session': CONNECTOR } },
});
