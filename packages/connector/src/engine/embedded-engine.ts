import { sql } from 'kysely';
import type { Logger } from '../logger';
import type { Store } from '../store/open-store';
import {
  CONCURRENCY,
  JOB_KINDS,
  retryDelayMs,
  type Engine,
  type Job,
  type JobKind,
  type RunJob,
} from './engine';

interface ClaimedJob extends Job {
  readonly wish: number;
  readonly failures: number;
}

/** `run_at` of a job that is running: later than any other, so that a new wish brings its own time. */
const TAKEN = Number.MAX_SAFE_INTEGER;

/** The longest sleep: the clock may be set meanwhile. */
const MAX_SLEEP_MS = 30_000;

/**
 * The engine of one process over its own SQLite file: a claim loop over the table `job`. What a process was
 * running when it died is run again at the next start.
 */
export function createEmbeddedEngine(store: Store, logger: Logger): Engine {
  const running = new Map<JobKind, number>(JOB_KINDS.map((kind) => [kind, 0]));
  const runs = new Set<Promise<void>>();
  let run: RunJob | undefined;
  let timer: NodeJS.Timeout | undefined;
  let claiming: Promise<void> | undefined;
  let wanted = false;

  const claim = async (kind: JobKind, now: number): Promise<ClaimedJob[]> => {
    const free = CONCURRENCY[kind] - (running.get(kind) ?? 0);
    if (free <= 0) return [];
    const due = store.db
      .selectFrom('job')
      .select('key')
      .where('kind', '=', kind)
      .where('run_at', '<=', now)
      .orderBy('run_at')
      .limit(free);
    const claimed = await store.db
      .updateTable('job')
      .set({ run_at: TAKEN })
      .where('kind', '=', kind)
      .where('key', 'in', due)
      .returning(['key', 'wish', 'failures'])
      .execute();
    return claimed.map((job) => ({ ...job, kind }));
  };

  const settle = async ({ kind, key, wish, failures }: ClaimedJob, error: unknown): Promise<void> => {
    const job = store.db.selectFrom('job').select('wish').where('kind', '=', kind).where('key', '=', key);
    if (error === undefined) {
      await store.db
        .deleteFrom('job')
        .where('kind', '=', kind)
        .where('key', '=', key)
        .where('wish', '=', wish)
        .execute();
      if ((await job.executeTakeFirst()) !== undefined) claimSoon();
      return;
    }
    logger.error({ err: error, job: kind, failures: failures + 1 }, 'a job failed and will be run again');
    const runAt = (await store.now()) + retryDelayMs(failures);
    await store.db
      .updateTable('job')
      .set({ run_at: sql<number>`min(run_at, ${runAt})`, failures: failures + 1 })
      .where('kind', '=', kind)
      .where('key', '=', key)
      .execute();
  };

  const runClaimed = async (job: ClaimedJob): Promise<void> => {
    let failure: unknown;
    try {
      await run?.({ kind: job.kind, key: job.key });
    } catch (error) {
      failure = error ?? new Error('a job failed without saying why');
    }
    running.set(job.kind, (running.get(job.kind) ?? 1) - 1);
    await settle(job, failure);
    claimSoon();
  };

  const begin = (job: ClaimedJob): void => {
    running.set(job.kind, (running.get(job.kind) ?? 0) + 1);
    const ended = runClaimed(job)
      .catch((error: unknown) => logger.error({ err: error, job: job.kind }, 'a job could not be put away'))
      .finally(() => runs.delete(ended));
    runs.add(ended);
  };

  const claimDue = async (): Promise<void> => {
    const now = await store.now();
    const kinds = await store.db
      .selectFrom('job')
      .select('kind')
      .distinct()
      .where('run_at', '<=', now)
      .execute();
    for (const kind of JOB_KINDS) {
      if (kinds.some((row) => row.kind === kind)) (await claim(kind, now)).forEach(begin);
    }
    const next = await store.db
      .selectFrom('job')
      .select((eb) => eb.fn.min('run_at').as('at'))
      .where('run_at', '>', now)
      .executeTakeFirst();
    sleep(Math.min((next?.at ?? TAKEN) - now, MAX_SLEEP_MS));
  };

  const sleep = (ms: number): void => {
    clearTimeout(timer);
    if (run !== undefined) timer = setTimeout(claimSoon, ms);
  };

  const claimSoon = (): void => {
    wanted = true;
    if (run === undefined || claiming !== undefined) return;
    claiming = claimWhileWanted().finally(() => (claiming = undefined));
  };

  const claimWhileWanted = async (): Promise<void> => {
    while (wanted && run !== undefined) {
      wanted = false;
      try {
        await claimDue();
      } catch (error) {
        logger.error({ err: error }, 'the jobs that are due could not be read');
        sleep(retryDelayMs(1));
      }
    }
  };

  return {
    async enqueue(db, job, runAt) {
      await db
        .insertInto('job')
        .values({ ...job, run_at: runAt })
        .onConflict((conflict) =>
          conflict.columns(['kind', 'key']).doUpdateSet({
            run_at: sql<number>`min(job.run_at, excluded.run_at)`,
            wish: sql<number>`job.wish + 1`,
            failures: 0,
          }),
        )
        .execute();
    },
    wake: claimSoon,
    async start(runJob) {
      await store.db.updateTable('job').set({ run_at: 0 }).where('run_at', '=', TAKEN).execute();
      run = runJob;
      claimSoon();
    },
    async stop() {
      run = undefined;
      clearTimeout(timer);
      await claiming;
      await Promise.all(runs);
    },
  };
}
