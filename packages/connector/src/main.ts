import { join } from 'node:path';
import { handOverToNewerNode } from './app/hand-over';
import { startSmall } from './app/start-small';
import { keepYoungGenerationSmall } from './app/young-generation';

// Half of libuv's threads may wait for name servers; its default of 4 is too few. Read at the first use.
process.env['UV_THREADPOOL_SIZE'] ??= '32';

keepYoungGenerationSmall();

/** What `npm run build` makes of packages/console, wherever the program was started from. */
const CONSOLE_FOLDER = join(__dirname, '../../console/dist');

// Only what an old Node can load is imported before it is known to be new enough.
if (!handOverToNewerNode()) void startSmall(async () => (await import('./app/run.js')).run(CONSOLE_FOLDER));
