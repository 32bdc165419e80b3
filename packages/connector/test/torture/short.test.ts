import { runTorture } from '../../torture/run-torture';

/** The short form of `npm run torture`. */
it('keeps every promise while its process is killed again and again', async () => {
  const result = await runTorture({ database: 'sqlite', seed: 20_261_124, uploads: 60, kills: 12 });
  expect(result.brokenPromises).toEqual([]);
  expect(Object.values(result.states).reduce((sum, count) => sum + count, 0)).toBe(60);
});
