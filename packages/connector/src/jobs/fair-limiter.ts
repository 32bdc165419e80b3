/** Whose task waits, and how large it is. */
export interface Claim {
  /** Of several owners, the one whose last task began longest ago comes first. */
  readonly owner: string;
  /** Of owners without a task before, the smallest task comes first, or one that was overtaken too often. */
  readonly size: number;
}

export interface FairLimiter {
  /**
   * Runs a task once fewer than the limit run; tasks without a claim in the order in which they came.
   * @param signal ends the waiting: its reason is thrown, and the task is not begun
   */
  run<T>(task: () => Promise<T>, signal: AbortSignal, claim?: Claim): Promise<T>;
  /** Tasks that run, and those that wait. */
  readonly count: () => number;
}

/** An owner that has tasks here. */
interface Owner {
  /** Tasks that run or wait. */
  tasks: number;
  /** The number of its task that began last, counted over all owners; 0 before its first. */
  lastBegun: number;
}

interface Waiting {
  readonly owner: Owner;
  readonly size: number;
  readonly begin: () => void;
  /** How many that came later have begun. */
  overtaken: number;
}

/** How often a task is overtaken by later ones before it comes first: prevents starvation. */
const MAX_OVERTAKEN = 20;

const NOBODYS: Claim = { owner: '', size: 0 };

/** @param limit how many tasks run at once */
export function createFairLimiter(limit: number): FairLimiter {
  const waiting = new Set<Waiting>();
  const owners = new Map<string, Owner>();
  let running = 0;
  let begun = 0;
  const begin = (owner: Owner): void => {
    running += 1;
    begun += 1;
    owner.lastBegun = begun;
  };
  const beginNext = (): void => {
    const next = chooseNext(waiting);
    if (next === undefined) return;
    begin(next.owner);
    next.begin();
  };
  return {
    count: () => running + waiting.size,
    async run(task, signal, { owner: name, size } = NOBODYS) {
      signal.throwIfAborted();
      const owner = owners.get(name) ?? { tasks: 0, lastBegun: 0 };
      owners.set(name, owner);
      owner.tasks += 1;
      try {
        if (running < limit) begin(owner);
        else await waitIn(waiting, { owner, size }, signal);
        try {
          return await task();
        } finally {
          running -= 1;
          beginNext();
        }
      } finally {
        owner.tasks -= 1;
        if (owner.tasks === 0) owners.delete(name);
      }
    },
  };
}

/** The one that comes first. */
function chooseNext(waiting: ReadonlySet<Waiting>): Waiting | undefined {
  // In the order in which they came.
  const [oldest, ...later] = waiting;
  if (oldest === undefined || oldest.overtaken >= MAX_OVERTAKEN) return oldest;
  const first = later.reduce((before, other) => (isBefore(other, before) ? other : before), oldest);
  if (first !== oldest) oldest.overtaken += 1;
  return first;
}

function isBefore(one: Waiting, other: Waiting): boolean {
  const areNew = one.owner.lastBegun === 0 && other.owner.lastBegun === 0;
  return areNew ? one.size < other.size : one.owner.lastBegun < other.owner.lastBegun;
}

function waitIn(
  waiting: Set<Waiting>,
  claim: Pick<Waiting, 'owner' | 'size'>,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.delete(entry);
      signal.removeEventListener('abort', giveUp);
    };
    const entry: Waiting = {
      ...claim,
      overtaken: 0,
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
