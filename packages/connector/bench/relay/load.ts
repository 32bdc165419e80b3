import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

export interface Load {
  /** Posts a callback to each path, and takes the milliseconds of each. */
  post(paths: readonly string[]): Promise<LoadResult>;
  close(): Promise<void>;
}

export interface LoadResult {
  readonly seconds: number;
  readonly timesMs: readonly number[];
}

/** What Ozonetel posts when a file is in. */
export const CALLBACK = JSON.stringify({
  status: 'success',
  message: 'Data uploaded successfully',
  campaign: 'Diwali',
  username: 'acme',
});

/** @param connections that are kept alive, each with one callback at a time */
export function createLoad(origin: string, connections: number): Load {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const post = async (path: string): Promise<number> => {
    const begun = performance.now();
    const { statusCode, body } = await pool.request({
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: CALLBACK,
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`a callback was answered with ${statusCode}`);
    return performance.now() - begun;
  };
  return {
    async post(paths) {
      const timesMs: number[] = [];
      const left = paths.values();
      const worker = async (): Promise<void> => {
        for (const path of left) timesMs.push(await post(path));
      };
      const begun = performance.now();
      await Promise.all(Array.from({ length: connections }, worker));
      return { seconds: (performance.now() - begun) / 1000, timesMs };
    },
    close: () => pool.close(),
  };
}
