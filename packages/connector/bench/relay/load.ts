import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { quantile } from './statistics';

export interface LoadResult {
  readonly perSecond: number;
  readonly p99Ms: number;
}

const CONNECTIONS = 32;
/** What Ozonetel posts when a file is in. */
export const CALLBACK = JSON.stringify({
  status: 'success',
  message: 'Data uploaded successfully',
  campaign: 'Diwali',
  username: 'acme',
});

/** Posts a callback to each path, over 32 keep-alive connections, and takes the time of each. */
export async function postAll(origin: string, paths: readonly string[]): Promise<LoadResult> {
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const times: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const begun = performance.now();
      const { statusCode, body } = await pool.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: CALLBACK,
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`a callback was answered with ${statusCode}`);
      times.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  return { perSecond: paths.length / seconds, p99Ms: quantile(times, 0.99) };
}
