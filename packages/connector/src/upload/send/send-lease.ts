import { setTimeout as sleep } from 'node:timers/promises';
import { YES } from '../../store/columns';
import type { Store } from '../../store/open-store';
import type { Transact, Work } from '../../store/unit-of-work';
import { isDatabaseUnavailable } from '../../store/database-unavailable';

/** How long a process that is sending may be silent before another takes the send for broken. */
export const SEND_LEASE_MS = 30_000;

/** Nothing is written for this long before the lease runs out: more than it takes from here to the network card. */
const MARGIN_MS = 10_000;

/** Then a lease is renewed alone: a group may wait for one lock, or for a connection that is broken. */
const GROUP_PATIENCE_MS = 5_000;

interface Renewal {
  readonly sendId: string;
  /** One that has expired stays so. */
  readonly onlyUnexpired: boolean;
}

/** @returns whether the send is still under way, and its lease renewed */
export type RenewLease = (renewal: Renewal) => Promise<boolean>;

export function createRenewLease(transact: Transact): RenewLease {
  const renewTogether = transact.together(renewEach);
  return async (renewal) => {
    const answered = new AbortController();
    const together = renewTogether(renewal);
    const alone = sleep(GROUP_PATIENCE_MS, undefined, { signal: answered.signal, ref: false }).then(() =>
      transact(async (work) => (await renewEach(work, [renewal]))[0] ?? false),
    );
    alone.catch(() => undefined);
    together.catch(() => undefined);
    try {
      return await Promise.race([together, alone]);
    } finally {
      answered.abort();
    }
  };
}

async function renewEach(work: Work, renewals: readonly Renewal[]): Promise<boolean[]> {
  const all = idsOf(renewals);
  await work.lockAll('leases', all, () =>
    work.db.selectFrom('send').select('id').where('id', 'in', all).orderBy('id'),
  );
  const unexpired = idsOf(renewals.filter(({ onlyUnexpired }) => onlyUnexpired));
  const others = idsOf(renewals.filter(({ onlyUnexpired }) => !onlyUnexpired));
  const renewed = new Set([
    ...(await renewAll(work, unexpired, work.now)),
    ...(await renewAll(work, others, 0)),
  ]);
  return renewals.map(({ sendId }) => renewed.has(sendId));
}

const idsOf = (renewals: readonly Renewal[]) => renewals.map(({ sendId }) => sendId);

async function renewAll(
  work: Work,
  ids: readonly string[],
  notExpiredAt: number,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const until = work.now + SEND_LEASE_MS;
  const renewed = await work.rows.run('renew leases', [until, ...ids, notExpiredAt], () =>
    work.db
      .updateTable('send')
      .set({ lease_until: until })
      .where('id', 'in', ids)
      .where('sending', '=', YES)
      .where('lease_until', '>=', notExpiredAt)
      .returning('id'),
  );
  return renewed.map(({ id }) => id);
}

interface LeaseDeps {
  readonly store: Pick<Store, 'dialect'>;
  readonly renewLease: RenewLease;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * The right of this process to write the request of one send. A process that was frozen (stopped, swapped out, its
 * machine suspended) finds out right before the first byte, and before every other, that its time is over.
 */
export class SendLease {
  readonly #deps: LeaseDeps;
  readonly #sendId: string;
  #confirmedAt: Moment;
  #hasBegun = false;

  /** @param confirmedAt before the transaction began that committed `sending` */
  constructor(deps: LeaseDeps, sendId: string, confirmedAt: Moment) {
    this.#deps = deps;
    this.#sendId = sendId;
    this.#confirmedAt = confirmedAt;
  }

  /** Asked right before the first byte: by the database's clock, where others have it, and by both of this machine's. */
  async mayBegin(): Promise<boolean> {
    const { dialect } = this.#deps.store;
    try {
      // A SQLite file has one process: nobody else could have taken the send for broken.
      const isOurs = dialect === 'sqlite' || (await this.#renew({ onlyUnexpired: true }));
      this.#hasBegun = isOurs && this.isFresh();
      return this.#hasBegun;
    } catch (error) {
      if (isDatabaseUnavailable(error)) return false;
      throw error;
    }
  }

  /** By both clocks: one of them stands still while a machine is suspended, the other may be set. */
  isFresh(): boolean {
    return this.mayGoOn() && this.#deps.clock() - this.#confirmedAt.clock < SEND_LEASE_MS - MARGIN_MS;
  }

  /** Asked before every further byte. */
  mayGoOn(): boolean {
    return performance.now() - this.#confirmedAt.monotonic < SEND_LEASE_MS - MARGIN_MS;
  }

  /**
   * Renews the lease. One that has expired before the first byte stays expired, and `mayBegin` refuses it: the timer of
   * a process that was frozen comes before everything else.
   * @returns whether the send must be given up: another process has taken it for broken, or may soon
   */
  async isLost(): Promise<boolean> {
    try {
      const isRenewed = await this.#renew({ onlyUnexpired: !this.#hasBegun });
      return this.#hasBegun && !isRenewed;
    } catch {
      return !this.mayGoOn();
    }
  }

  async #renew({ onlyUnexpired }: { onlyUnexpired: boolean }): Promise<boolean> {
    const asked = momentOf(this.#deps.clock);
    const isRenewed = await this.#deps.renewLease({ sendId: this.#sendId, onlyUnexpired });
    if (!isRenewed) return false;
    this.#confirmedAt = asked;
    return true;
  }
}

/** One moment on the clock, in milliseconds since 1970, and on the one that is never set. */
export interface Moment {
  readonly clock: number;
  readonly monotonic: number;
}

export function momentOf(clock: () => number): Moment {
  return { clock: clock(), monotonic: performance.now() };
}
