/** Whose task waits, and how large it is. */
export interface Claim {
  /** Of several owners, the one whose last turn is longest ago comes first. */
  readonly owner: string;
  /** Of those that had no turn yet, the one with the smallest task comes first. */
  readonly size: number;
}

export interface Turns {
  /**
   * Runs a task when a place is free; tasks without a claim in the order in which they came.
   * @param signal ends the waiting: its reason is thrown, and the task is not begun
   */
  take<T>(task: () => Promise<T>, signal: AbortSignal, claim?: Claim): Promise<T>;
  /** Tasks that run, and those that wait. */
  readonly count: () => number;
}

interface Waiting extends Claim {
  readonly begin: () => void;
}

const NOBODYS: Claim = { owner: '', size: 0 };

/** @param places how many tasks run at once */
export function createTurns(places: number): Turns {
  const waiting = new Set<Waiting>();
  /** Of the owners that have tasks here: the number of their last turn. */
  const lastTurns = new Map<string, number>();
  let running = 0;
  let turns = 0;
  const begin = (owner: string): void => {
    running += 1;
    turns += 1;
    lastTurns.set(owner, turns);
  };
  const end = (owner: string): void => {
    running -= 1;
    if (![...waiting].some((other) => other.owner === owner)) lastTurns.delete(owner);
    const next = firstOf(waiting, lastTurns);
    if (next === undefined) return;
    begin(next.owner);
    next.begin();
  };
  return {
    count: () => running + waiting.size,
    async take(task, signal, claim = NOBODYS) {
      signal.throwIfAborted();
      if (running < places) begin(claim.owner);
      else await waitIn(waiting, claim, signal);
      try {
        return await task();
      } finally {
        end(claim.owner);
      }
    },
  };
}

function firstOf(waiting: ReadonlySet<Waiting>, lastTurns: ReadonlyMap<string, number>): Waiting | undefined {
  let first: Waiting | undefined;
  const lastOf = ({ owner }: Waiting): number => lastTurns.get(owner) ?? 0;
  for (const other of waiting) {
    const isBefore =
      first === undefined ||
      lastOf(other) < lastOf(first) ||
      (lastOf(other) === 0 && lastOf(first) === 0 && other.size < first.size);
    if (isBefore) first = other;
  }
  return first;
}

function waitIn(waiting: Set<Waiting>, claim: Claim, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.delete(entry);
      signal.removeEventListener('abort', giveUp);
    };
    const entry: Waiting = {
      ...claim,
      begin() {
        leave();
        resolve();
      },
    };
    const giveUp = (): void => {
      leave();
      reject(signal.reason as Error);
    };
    waiting.add(entry);
    signal.addEventListener('abort', giveUp);
  });
}
