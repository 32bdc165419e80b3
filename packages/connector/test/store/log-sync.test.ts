import { createLogSync } from '../../src/store/log-sync';

/** A disk whose syncs end as they are told to. */
function openDisk() {
  const asked: { readonly what: string; readonly end: (error?: Error) => void }[] = [];
  const ask = (what: string): Promise<void> =>
    new Promise((resolve, reject) =>
      asked.push({ what, end: (error) => (error === undefined ? resolve() : reject(error)) }),
    );
  const syncLog = createLogSync({ sync: () => ask('sync'), checkpoint: () => ask('checkpoint') });
  const next = async (error?: Error): Promise<string> => {
    while (asked.length === 0) await new Promise(setImmediate);
    const { what, end } = asked.shift()!;
    end(error);
    return what;
  };
  return { syncLog, next };
}

const FAULT = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });

it('a log that was once not synced counts as synced again when it has been written to the database', async () => {
  const { syncLog, next } = openDisk();
  const first = syncLog();
  expect(await next(FAULT)).toBe('sync');
  await expect(first).rejects.toBe(FAULT);

  const second = syncLog();
  expect(await next(FAULT)).toBe('checkpoint');
  await expect(second).rejects.toBe(FAULT);

  const third = syncLog();
  expect(await next()).toBe('checkpoint');
  await third;

  const fourth = syncLog();
  expect(await next()).toBe('sync');
  await fourth;
});

it('who asks while another sync is under way is not told that all is well by a sync that came after its fault', async () => {
  const { syncLog, next } = openDisk();
  const ends = Promise.allSettled([syncLog(), syncLog()]);
  expect(await next(FAULT)).toBe('sync');
  expect(await next()).toBe('checkpoint');
  expect(await ends).toMatchObject([{ status: 'rejected', reason: FAULT }, { status: 'fulfilled' }]);
});
