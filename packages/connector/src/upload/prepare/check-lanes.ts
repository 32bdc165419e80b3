import { createFairLimiter } from '../../jobs/fair-limiter';

/*
 * How long a check takes cannot be predicted from its file: 39 kB of workbook may take 5 s (ADR 8). So each begins
 * among the quick ones. One that exceeds a lane's time is interrupted and restarts in the next, where it delays only
 * those that are as slow. The time lost is a small part of the whole.
 */

interface Lane {
  /** Checks that run in it at once. */
  readonly places: number;
  /** Milliseconds that a check may take in it. */
  readonly maxMs: number;
  /** Bytes of a file that is tried in it. */
  readonly maxBytes: number;
}

const MEGABYTE = 1024 * 1024;
/** Five checks at once: that bounds the memory that they need. */
const LANES: readonly Lane[] = [
  { places: 2, maxMs: 500, maxBytes: 4 * MEGABYTE },
  { places: 1, maxMs: 5_000, maxBytes: Infinity },
  { places: 1, maxMs: 40_000, maxBytes: Infinity },
];
const LAST_LANE_PLACES = 1;

export interface CheckInLane {
  /** Of the contact file. */
  readonly bytes: number;
  /** Whose upload it is: many of one account do not hold up another's. */
  readonly account: string;
  /** Ends the check, or its waiting: its reason is thrown. */
  readonly signal: AbortSignal;
  /** Called before it waits among slow ones. */
  readonly onSlow: () => void;
}

/** Runs a check, which has to end when the signal that it is given is aborted, perhaps several times. */
export type RunInLanes = <T>(check: (signal: AbortSignal) => Promise<T>, options: CheckInLane) => Promise<T>;

export function createCheckLanes(): RunInLanes {
  const lanes = LANES.map((lane) => ({ ...lane, limiter: createFairLimiter(lane.places) }));
  const lastLane = createFairLimiter(LAST_LANE_PLACES);
  return async (check, { bytes, account, signal, onSlow }) => {
    const claim = { owner: account, size: bytes };
    for (const [index, { limiter, maxMs, maxBytes }] of lanes.entries()) {
      if (bytes > maxBytes) continue;
      if (index > 0) onSlow();
      const tried = await limiter.run(() => tryFor(maxMs, check, signal), signal, claim);
      if (tried.isDone) return tried.result;
    }
    onSlow();
    return lastLane.run(() => check(signal), signal, claim);
  };
}

type Tried<T> = { readonly isDone: true; readonly result: T } | { readonly isDone: false };

async function tryFor<T>(
  ms: number,
  check: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<Tried<T>> {
  const limit = AbortSignal.timeout(ms);
  try {
    return { isDone: true, result: await check(AbortSignal.any([signal, limit])) };
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error;
    return { isDone: false };
  }
}
