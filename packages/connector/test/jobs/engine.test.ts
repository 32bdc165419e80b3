import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONCURRENCY, type Engine, type RunJob } from '../../src/jobs/engine';
import type { Store } from '../../src/store/open-store';
import type { Transact } from '../../src/store/unit-of-work';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { openUnitsOfWork, type UnitsOfWork } from '../harness/units-of-work';

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  let opened: UnitsOfWork;
  let store: Store;
  let engine: Engine;
  let transact: Transact;

  beforeEach(async () => {
    database = await makeDatabase(kind);
    opened = await openUnitsOfWork(database.url);
    ({ store, transact, jobs: engine } = opened);
  });

  afterEach(async () => {
    await opened.close();
    await database.remove();
  });

  const request = (key: string, delayMs = 0) =>
    transact((work) => {
      work.enqueue({ kind: 'remind', key }, work.now + delayMs);
      return Promise.resolve();
    });
  const requested = async () => (await store.db.selectFrom('job').select('key').execute()).length;
  const untilNoneIsRequested = async () => {
    while ((await requested()) > 0) await sleep(20);
  };

  it('many jobs that are due at once are each run once, and forgotten', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => String(index + 10));
    const events = new EventEmitter();
    const last = once(events, String(keys.length));
    const ran: string[] = [];
    await engine.start(({ key }) => Promise.resolve(void events.emit(String(ran.push(key)))));
    await Promise.all(keys.map((key) => request(key)));
    await last;
    await untilNoneIsRequested();
    expect(ran.sort()).toEqual(keys);
  });

  it('a job ends with the transaction of its work, and is run again where that fails', async () => {
    const events = new EventEmitter();
    const second = once(events, '2');
    let runs = 0;
    const run: RunJob = async (_, job) => {
      runs += 1;
      await transact((work) => {
        job.complete(work);
        return runs === 1 ? Promise.reject(new Error('not this time')) : Promise.resolve();
      });
      events.emit(String(runs));
    };
    await engine.start(run);
    await request('a');
    await second;
    await untilNoneIsRequested();
    expect(runs).toBe(2);
  });

  it('a job that has ended with its work is not run again when it fails afterwards', async () => {
    const events = new EventEmitter();
    const failed = once(events, 'failing');
    const next = once(events, 'b');
    let runs = 0;
    await engine.start(async ({ key }, job) => {
      if (key === 'b') return void events.emit('b');
      runs += 1;
      await transact((work) => {
        job.complete(work);
        return Promise.resolve();
      });
      events.emit('failing');
      throw new Error('too late');
    });
    await request('a');
    await failed;
    // Later than the first repetition of a job that failed.
    await request('b', 1_500);
    await next;
    expect(runs).toBe(1);
  });

  it('a request that comes while its job is running outlives the end of that run', async () => {
    const events = new EventEmitter();
    const begun = once(events, 'begun');
    await engine.start(async (_, job) => {
      const end = once(events, 'end');
      events.emit('begun');
      await end;
      await transact((work) => {
        job.complete(work);
        return Promise.resolve();
      });
    });
    await request('a');
    await begun;
    await request('a', 3_600_000);
    events.emit('end');
    await engine.stop();
    expect(await requested()).toBe(1);
  });

  it('what a job asks for in the transaction that ends it is run', async () => {
    const events = new EventEmitter();
    const third = once(events, '3');
    let runs = 0;
    await engine.start(async (asked, job) => {
      await transact((work) => {
        job.complete(work);
        runs += 1;
        if (runs < 3) work.enqueue(asked);
        return Promise.resolve();
      });
      events.emit(String(runs));
    });
    await request('a');
    await third;
    expect(runs).toBe(3);
  });

  it('more jobs than there are places for run at once where each gives up its own', async () => {
    const keys = Array.from({ length: CONCURRENCY.remind + 4 }, (_, index) => String(index));
    const events = new EventEmitter();
    const all = once(events, String(keys.length));
    const end = once(events, 'end');
    let running = 0;
    await engine.start(async (_, job) => {
      job.releasePlace();
      running += 1;
      events.emit(String(running));
      await end;
    });
    await Promise.all(keys.map((key) => request(key)));
    await all;
    events.emit('end');
    await engine.stop();
    expect(await requested()).toBe(0);
  });

  it('jobs that keep their places leave none for others, which run once one has ended', async () => {
    const keys = Array.from({ length: CONCURRENCY.remind + 1 }, (_, index) => String(index));
    const events = new EventEmitter();
    const full = once(events, String(CONCURRENCY.remind));
    const last = once(events, String(keys.length));
    let begun = 0;
    await engine.start(async ({ key }) => {
      const ended = once(events, `end ${key}`);
      begun += 1;
      events.emit(String(begun), key);
      await ended;
    });
    await Promise.all(keys.map((key) => request(key)));
    const [latest] = (await full) as [string];
    expect(begun).toBe(CONCURRENCY.remind);
    events.emit(`end ${latest}`);
    await last;
    for (const key of keys) events.emit(`end ${key}`);
    await engine.stop();
    expect(begun).toBe(keys.length);
  });

  it('a job whose time has not come waits for it', async () => {
    const events = new EventEmitter();
    const ran = once(events, 'run');
    await engine.start(() => Promise.resolve(void events.emit('run', Date.now())));
    const asked = Date.now();
    await request('a', 300);
    const [ranAt] = (await ran) as [number];
    expect(ranAt - asked).toBeGreaterThanOrEqual(299);
  });
});
