import { runTorture } from '../../torture/run-torture';
import { findBrokenPromises } from '../../torture/verify/verify';

/** The short form of `npm run torture`. */
it('the connector keeps every promise while its process is killed again and again and its disk is full', async () => {
  const { evidence, damage } = await runTorture({
    database: 'sqlite',
    seed: 20_261_124,
    uploads: 50,
    kills: 8,
    freezes: 0,
    fullDisks: 1,
    tell: () => undefined,
  });
  expect(findBrokenPromises(evidence)).toEqual([]);
  expect(evidence.uploads).toHaveLength(50);
  expect(damage.kills).toBeGreaterThanOrEqual(8);
}, 120_000);
