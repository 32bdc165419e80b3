import type { Passage } from '../harness/gateway';
import { burstAndRestart, deliveryCut, firstTwoAtOnce, sameEventAtOnce } from './collisions';
import type { FaultWorld, RunMode } from './fault-world';
import {
  deliverDuring,
  postgresIsFrozen,
  postgresIsKilled,
  redisIsFrozen,
  redisIsKilled,
  redisRefusesWrites,
  sqliteIsLocked,
  type Outage,
} from './outages';
import type { Tally } from './tally';
import { uploadAnswerSpoilt, workersKilled } from './uploads';

/** A fault, injected so many times, and what it did. */
export interface Check {
  /** What is done, as a row of the table: the events or uploads that it is done to. */
  readonly title: string;
  readonly of: 'events' | 'uploads';
  readonly modes: readonly RunMode[];
  /** Whether n8n may start the same twice, which the connector itself never brings about. Default: it may not. */
  readonly mayDouble?: boolean;
  /** Whether executions end in an error for it. Default: none does. */
  readonly endsExecutions?: boolean;
  /** Whether it restarts n8n: the suite does so once for all that outlives it. */
  readonly restarts?: true;
  /** How often the suite injects it. Default: 1, for what takes half a minute each time. */
  readonly timesInSuite?: number;
  run(faults: FaultWorld, times: number): Promise<Tally>;
}

const SHORT_MS = 2_000;
/** n8n ends its processes after ten seconds without Redis; the connector gives a try fifteen. */
const LONG_MS = 16_000;

const QUEUE: readonly RunMode[] = ['queue'];
const REGULAR: readonly RunMode[] = ['regular'];
const BOTH: readonly RunMode[] = ['regular', 'queue'];

type SpoiltAnswer = Exclude<Passage, 'pass' | 'web page'>;

const delivery = (title: string, passage: SpoiltAnswer): Check => ({
  title,
  of: 'events',
  modes: BOTH,
  timesInSuite: 8,
  run: (faults, times) => deliveryCut(faults, times, passage),
});

const upload = (title: string, passage: SpoiltAnswer): Check => ({
  title,
  of: 'uploads',
  modes: BOTH,
  timesInSuite: 8,
  run: (faults, times) => uploadAnswerSpoilt(faults, times, passage),
});

/** n8n ends an execution in an error where it could store it and then not start it; the event starts another. */
const outage = (
  title: string,
  modes: readonly RunMode[],
  createOutage: (faults: FaultWorld) => Outage,
  timesInSuite = 2,
): Check => ({
  title,
  of: 'events',
  modes,
  endsExecutions: true,
  timesInSuite,
  run: (faults, times) => deliverDuring(faults, createOutage(faults), times),
});

export const CHECKS: readonly Check[] = [
  {
    title: 'the first two events of a trigger at once',
    of: 'events',
    modes: BOTH,
    timesInSuite: 10,
    run: firstTwoAtOnce,
  },
  {
    title: 'the same event at two processors in one moment',
    of: 'events',
    modes: BOTH,
    timesInSuite: 10,
    mayDouble: true,
    run: sameEventAtOnce,
  },
  {
    title: 'a burst of different events, a restart of n8n, and the same events again',
    of: 'events',
    modes: BOTH,
    restarts: true,
    run: burstAndRestart,
  },
  delivery('connection to n8n cut after its answer', 'cut after the answer'),
  delivery('connection to n8n cut before its answer', 'cut before the answer'),
  delivery('n8n’s answer replaced by a proxy’s 502', 'bad gateway'),
  upload('connection cut after the connector’s 202', 'cut after the answer'),
  upload('the connector’s 202 replaced by a proxy’s 502', 'bad gateway'),
  {
    title: 'workers killed at the connector’s 202',
    of: 'uploads',
    modes: QUEUE,
    endsExecutions: true,
    run: workersKilled,
  },
  outage('Redis refuses writes until n8n has answered 5xx', QUEUE, redisRefusesWrites),
  outage('Redis frozen for 2 s', QUEUE, (faults) => redisIsFrozen(faults, SHORT_MS)),
  outage('Redis killed, started again after 2 s', QUEUE, (faults) => redisIsKilled(faults, SHORT_MS)),
  outage('Postgres frozen for 2 s', QUEUE, (faults) => postgresIsFrozen(faults, SHORT_MS)),
  outage(
    'Postgres frozen for 16 s, longer than the connector waits for an answer',
    QUEUE,
    (faults) => postgresIsFrozen(faults, LONG_MS),
    1,
  ),
  outage('Postgres killed until n8n has answered 5xx', QUEUE, postgresIsKilled, 1),
  outage('SQLite locked until n8n has answered 5xx', REGULAR, sqliteIsLocked),
];
