import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const LOOK_EVERY_MS = 1_000;
/** POST requests between two looks from which on a larger space saves more processor time than its memory is worth. */
const MANY_REQUESTS = 20;
/** Bytes of both halves of the space at which it stops growing. */
const LARGE_BYTES = 32 * 1024 * 1024;

/**
 * Keeps V8's space for new objects at the 2 MB it begins with, except while many uploads or callbacks come in.
 * By itself it grows to 128 MB while modules are loaded or a few files are checked. Collecting a small space more often
 * costs those nothing, but many uploads a seventh more processor time.
 */
export function keepYoungGenerationSmall(): void {
  let requests = 0;
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.method === 'POST') requests += 1;
  });
  const collections = new PerformanceObserver(() => growWhileSmall());
  growBy(1);
  setInterval(() => {
    collections.disconnect();
    if (requests >= MANY_REQUESTS && growWhileSmall()) collections.observe({ entryTypes: ['gc'] });
    else growBy(1);
    requests = 0;
  }, LOOK_EVERY_MS).unref();
}

function growWhileSmall(): boolean {
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  const isSmall = space !== undefined && space.space_size < LARGE_BYTES;
  growBy(isSmall ? 2 : 1);
  return isSmall;
}

/** Of what sizes that space, V8 reads only this factor again while it runs. */
function growBy(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}
