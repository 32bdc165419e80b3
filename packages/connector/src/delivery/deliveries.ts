import {
  ProblemError,
  type Delivery,
  type DeliveryDetail,
  type DeliveryState,
} from '@ozonetel-bulk-upload/shared-types';
import type { Selectable } from 'kysely';
import type { Work } from '../store/unit-of-work';
import type { Queries } from '../store/dialect';
import { cutPage } from '../store/page';
import type { DeliveryTable } from '../store/schema';
import { readAttempts } from './attempts';
import { resumeSubscription } from './pause';
import { toIso } from '../store/columns';

type DeliveryRow = Selectable<DeliveryTable>;

interface DeliveryFilter {
  readonly state?: DeliveryState | undefined;
  readonly uploadId?: string | undefined;
  readonly subscriptionId?: string | undefined;
  readonly limit: number;
  readonly before?: number | undefined;
}

/** Deliveries in a state, newest first; `next` is where the next page begins. */
export async function listDeliveries(
  db: Queries,
  { state, uploadId, subscriptionId, limit, before }: DeliveryFilter,
): Promise<{ items: Delivery[]; next: number | undefined }> {
  let query = db.selectFrom('delivery').selectAll();
  if (state !== undefined) query = query.where('state', '=', state);
  if (uploadId !== undefined) query = query.where('upload_id', '=', uploadId);
  if (subscriptionId !== undefined) query = query.where('subscription_id', '=', subscriptionId);
  if (before !== undefined) query = query.where('seq', '<', before);
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
  const { page, next } = cutPage(rows, limit);
  return { items: page.map(viewDelivery), next };
}

export async function findDelivery(db: Queries, id: string): Promise<Delivery | undefined> {
  const row = await db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : viewDelivery(row);
}

/** With its attempts, or undefined. */
export async function findDeliveryDetail(db: Queries, id: string): Promise<DeliveryDetail | undefined> {
  const row = await db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : viewDeliveryDetail(row);
}

export function viewDeliveryDetail(row: DeliveryRow): DeliveryDetail {
  const { attempts: attemptCount, ...delivery } = viewDelivery(row);
  return { ...delivery, attemptCount, attempts: readAttempts(row.attempts_json) };
}

/**
 * Starts a delivery over, whatever its state, with the same id and body, and resumes its subscription.
 * @returns whether there is such a delivery
 * @throws ProblemError `conflict` when its subscription has ended or its notifyUrl is forgotten
 */
export async function redeliver(work: Work, id: string): Promise<boolean> {
  const row = await work
    .lock(work.db.selectFrom('delivery').selectAll().where('id', '=', id))
    .executeTakeFirst();
  if (row === undefined) return false;
  await refuseWithoutTarget(work, row);
  await startOver(work, [row]);
  return true;
}

/** @throws ProblemError `conflict` when a further attempt could only turn the delivery into a dead one */
async function refuseWithoutTarget(
  work: Work,
  { subscription_id: subscriptionId, target_sealed }: DeliveryRow,
): Promise<void> {
  if (target_sealed !== null) return;
  if (subscriptionId === null)
    throw new ProblemError(
      'conflict',
      'It was delivered to a notifyUrl, which is forgotten after the delivery.',
    );
  const subscriptions = await work.rows.subscriptions();
  if (!subscriptions.some(({ id }) => id === subscriptionId))
    throw new ProblemError(
      'conflict',
      'The subscription of this delivery has ended. A new subscription receives later events alone.',
    );
}

/** Makes deliveries due from their first attempt on, and resumes their subscriptions. */
export async function startOver(
  work: Work,
  deliveries: readonly Pick<DeliveryRow, 'id' | 'lane' | 'subscription_id'>[],
): Promise<void> {
  const ids = deliveries.map(({ id }) => id);
  await work.db
    .updateTable('delivery')
    .set({ state: 'pending', attempts: 0, next_attempt_at: work.now })
    .where('id', 'in', ids)
    .execute();
  const subscriptions = new Set(deliveries.flatMap(({ subscription_id: id }) => id ?? []));
  for (const id of [...subscriptions].sort()) await resumeSubscription(work, id);
  for (const { lane } of deliveries) work.enqueue({ kind: 'relay', key: lane });
}

function viewDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    eventId: row.event_id,
    uploadId: row.upload_id,
    type: row.type,
    ...(row.subscription_id === null ? {} : { subscriptionId: row.subscription_id }),
    state: row.state,
    attempts: row.attempts,
    ...(row.state === 'pending' ? { nextAttemptAt: toIso(row.next_attempt_at) } : {}),
    ...(row.last_status === null ? {} : { lastStatus: row.last_status }),
    ...(row.last_error === null ? {} : { lastError: row.last_error }),
    createdAt: toIso(row.created_at),
  };
}
