// npm run fuzz: bundles the fuzzer and runs it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const root = join(here, '../../../../..');
const outfile = join(root, '.cache/fuzz/readers.cjs');
await build({
  entryPoints: [join(here, 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  packages: 'external',
  alias: { '@ozonetel-bulk-upload/shared-types': join(root, 'packages/shared-types/src/index.ts') },
  logLevel: 'error',
});
const { main } = createRequire(import.meta.url)(outfile);
process.exitCode = (await main(process.argv.slice(2), join(here, '../corpus'))) ? 0 : 1;
