import { sql } from 'kysely';
import type { Work } from '../store/unit-of-work';
import { appendAttempt, type Tried } from './attempts';
import type { ClaimedDelivery } from './claim-deliveries';
import { retryDelay } from './retry-delay';

/** An attempt that has ended. */
export interface Ended {
  readonly delivery: ClaimedDelivery;
  readonly tried: Tried;
}

interface RecordDeps {
  readonly schedule: readonly number[];
  readonly random: () => number;
}

/** Stores the ends of attempts: those that were delivered with one statement. */
export async function recordTries(deps: RecordDeps, work: Work, ends: readonly Ended[]): Promise<void> {
  const isDelivered = ({ tried }: Ended) => tried.judgement === 'delivered';
  await recordDelivered(work, ends.filter(isDelivered));
  for (const end of ends) if (!isDelivered(end)) await recordFailure(deps, work, end);
}

async function recordDelivered(work: Work, ends: readonly Ended[]): Promise<void> {
  if (ends.length === 0) return;
  const rows = ends.map(({ delivery, tried }) => [
    delivery.id,
    delivery.attempts + 1,
    tried.status ?? null,
    appendAttempt(delivery.attemptsJson, tried),
    delivery.leaseUntil,
  ]);
  await work.rows.run('delivered', [...rows.flat(), work.now], () => {
    const values = rows.map(
      ([id, attempts, status, json, lease]) =>
        sql`(cast(${id} as text), cast(${attempts} as bigint), cast(${status} as bigint), cast(${json} as text), cast(${lease} as bigint))`,
    );
    // The process that took one over keeps its own lease: one attempt at a time, whatever this one has found.
    return sql<never>`
      with ended (id, attempts, status, attempts_json, lease) as (values ${sql.join(values)})
      update delivery set
        state = 'delivered', attempts = ended.attempts, next_attempt_at = ${work.now}, last_status = ended.status,
        last_error = null, attempts_json = ended.attempts_json, target_sealed = null,
        lease_until = case when lease_until = ended.lease then 0 else lease_until end
      from ended where delivery.id = ended.id`;
  });
}

async function recordFailure(deps: RecordDeps, work: Work, { delivery, tried }: Ended): Promise<void> {
  const { judgement, status, error, retryAfter } = tried;
  const attempts = delivery.attempts + 1;
  const delay =
    judgement === 'retry' || judgement === 'unregistered'
      ? retryDelay(deps.schedule, attempts, { retryAfter, now: work.now, random: deps.random() })
      : undefined;
  // A redelivery requested while this attempt failed gets all of its attempts.
  await work.db
    .updateTable('delivery')
    .set({
      state: delay === undefined ? 'dead' : 'pending',
      attempts,
      next_attempt_at: work.now + (delay ?? 0),
      last_status: status ?? null,
      last_error: error ?? null,
      attempts_json: appendAttempt(delivery.attemptsJson, tried),
      lease_until: 0,
    })
    .where('id', '=', delivery.id)
    .where('attempts', '=', delivery.attempts)
    .where('lease_until', '=', delivery.leaseUntil)
    .execute();
  // If nothing was changed, the lease is still to be given back.
  await giveBack(work, delivery);
}

/** Ends a lease, unless another process holds the delivery by now. */
export async function giveBack(work: Work, { id, lane, leaseUntil }: ClaimedDelivery): Promise<void> {
  await work.db
    .updateTable('delivery')
    .set({ lease_until: 0 })
    .where('id', '=', id)
    .where('lease_until', '=', leaseUntil)
    .execute();
  work.enqueue({ kind: 'relay', key: lane });
}
