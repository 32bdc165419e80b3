import { handOverToNewerNode } from './hand-over';

// Only what an old Node can load is imported before it is known to be new enough.
if (!handOverToNewerNode()) void import('./run.js').then(({ run }) => run());
