import type { Store } from '../../src/store/open-store';
import { createTransact, type Transact, type Work } from '../../src/store/unit-of-work';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { openUnitsOfWork, type UnitsOfWork } from '../harness/units-of-work';

const JOB = { kind: 'remind', key: 'upl_1' } as const;

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  let opened: UnitsOfWork;
  let store: Store;
  let transact: Transact;

  beforeEach(async () => {
    database = await makeDatabase(kind);
    opened = await openUnitsOfWork(database.url);
    ({ store, transact } = opened);
  });

  afterEach(async () => {
    await opened.close();
    await database.remove();
  });

  const insert = ({ db }: Work, key: string) =>
    db.insertInto('erased_request').values({ key_hash: key, erased_at: 1 }).execute();
  const stored = async () => {
    const rows = await store.db.selectFrom('erased_request').select('key_hash').orderBy('key_hash').execute();
    return rows.map(({ key_hash: key }) => key);
  };
  const requested = () => store.db.selectFrom('job').select(['kind', 'key', 'run_at']).execute();

  it('units of work that wait at the same time share a transaction on SQLite, which has one writer', async () => {
    const transactions = new Set<unknown>();
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index + 10}`);
    await Promise.all(
      keys.map((key) =>
        transact(async (work) => {
          transactions.add(work.db);
          await insert(work, key);
        }),
      ),
    );
    expect(await stored()).toEqual(keys);
    expect(transactions.size).toBe(kind === 'sqlite' ? 1 : keys.length);
  });

  it('nobody is told that a unit is stored before it is on the disk', async () => {
    const fault = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    let failSync: (reason: Error) => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      const syncLog = () =>
        new Promise<void>((_, reject) => {
          failSync = reject;
          resolve();
        });
      store = { ...store, syncLog };
    });
    const slow = createTransact({
      ...opened,
      store,
      recordEvent: () => Promise.resolve(),
      onChange: () => undefined,
    });
    const end = slow((work) => insert(work, 'a')).then(
      () => 'stored',
      (error: unknown) => error,
    );
    await asked;
    expect(await Promise.race([end, stored()])).toEqual(['a']);
    failSync(fault);
    expect(await end).toBe(fault);
  });

  it('a unit that fails leaves nothing behind and takes none of its neighbours with it', async () => {
    const fail = async (work: Work): Promise<void> => {
      await insert(work, 'of the one that fails');
      work.enqueue(JOB);
      throw new Error('refused');
    };
    const ends = await Promise.allSettled([
      transact((work) => insert(work, 'a')),
      transact(fail),
      transact((work) => insert(work, 'b')),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ends[1]).toMatchObject({ reason: new Error('refused') });
    expect(await stored()).toEqual(['a', 'b']);
    expect(await requested()).toEqual([]);
  });

  it('a unit whose statement fails leaves its neighbours stored', async () => {
    await transact((work) => insert(work, 'taken'));
    const broken = (work: Work) =>
      work.db
        .insertInto('job')
        .values({ kind: 'x' } as never)
        .execute();
    const ends = await Promise.allSettled([
      transact((work) => insert(work, 'a')),
      transact(broken),
      transact((work) => insert(work, 'b')),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await stored()).toEqual(['a', 'b', 'taken']);
  });

  it('inputs that wait at the same time are worked on together, each with its own result', async () => {
    const groups: string[][] = [];
    const insertAll = transact.together(async (work, keys: readonly string[]) => {
      groups.push([...keys]);
      for (const key of keys) await insert(work, key);
      return keys.map((key) => `${key} is in`);
    });
    expect(await Promise.all(['a', 'b', 'c'].map(insertAll))).toEqual(['a is in', 'b is in', 'c is in']);
    expect(groups).toEqual([['a', 'b', 'c']]);
  });

  it('an input that cannot be worked on fails alone', async () => {
    const insertAll = transact.together(async (work, keys: readonly string[]) => {
      for (const key of keys) {
        await insert(work, key);
        if (key === 'b') throw new Error('b is refused');
      }
      return keys;
    });
    const ends = await Promise.allSettled([
      ...['a', 'b', 'c'].map(insertAll),
      transact((work) => insert(work, 'd')),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(ends[1]).toMatchObject({ reason: new Error('b is refused') });
    expect(await stored()).toEqual(['a', 'c', 'd']);
  });

  it('of requests for one job from several units, the earliest time counts', async () => {
    await Promise.all(
      [3_000, 1_000, 2_000].map((runAt) =>
        transact((work) => {
          work.enqueue(JOB, runAt);
          return Promise.resolve();
        }),
      ),
    );
    expect(await requested()).toEqual([{ ...JOB, run_at: 1_000 }]);
  });

  it('nothing that follows a commit happens where the transaction fails', async () => {
    const changed: string[] = [];
    const broken = {
      write: () => Promise.reject(new Error('no jobs can be written')),
      committed: () => changed.push('jobs'),
    };
    const failing = createTransact({
      store,
      jobs: broken,
      recordEvent: () => Promise.resolve(),
      onChange: (id) => changed.push(id),
    });
    const ends = await Promise.allSettled([
      failing((work) => insert(work, 'a')),
      failing((work) => insert(work, 'b')),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await stored()).toEqual([]);
    expect(changed).toEqual([]);
  });
});
