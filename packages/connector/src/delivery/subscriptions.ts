import { createHash } from 'node:crypto';
import type { Subscription, SubscriptionRequest } from '@ozonetel-bulk-upload/shared-types';
import type { Selectable } from 'kysely';
import type { Transact, Work } from '../store/unit-of-work';
import { createId } from '../crypto/ids';
import type { Sealer } from '../crypto/sealer';
import type { Queries } from '../store/dialect';
import type { Store } from '../store/open-store';
import type { SubscriptionTable } from '../store/schema';
import { findFailing } from './failing';
import { NOT_REGISTERED, resumeSubscriptionsAt } from './pause';
import { refuseReceiverUrl } from '../net/receiver-url';
import { createWebhookSecret } from './sign-event';
import { toIso } from '../store/columns';

/** The context that a subscription's sealed secret is bound to. */
export const subscriptionContext = (subscriptionId: string) => `${subscriptionId}/secret`;

export interface RegisterDeps {
  readonly transact: Transact;
  readonly sealer: Sealer;
  readonly relayAllowedHosts: readonly string[];
}

export interface Registered {
  readonly id: string;
  /** Returned to the client that sent it, or once when it was generated. */
  readonly secret?: string;
  readonly created: boolean;
}

/**
 * Registers a receiver of events. The same url and filters again find the same subscription, and a secret in
 * the request replaces the old one: a client that crashed before saving the answer registers again. What was
 * paused at the url is resumed.
 * @throws ProblemError `invalid_body` for a URL that events may not be posted to
 */
export async function registerSubscription(
  { transact, sealer, relayAllowedHosts }: RegisterDeps,
  request: SubscriptionRequest,
): Promise<Registered> {
  refuseReceiverUrl(request.url, 'url', relayAllowedHosts);
  const identity = identityOf(request);
  const events = normalise(request.events);
  return transact(async (work) => {
    const known = await findKnown(work, request.url, identity);
    await resumeSubscriptionsAt(work, request.url);
    if (known !== undefined) return renew(work, sealer, known, request.secret);
    const id = createId('subscription');
    const secret = request.secret ?? createWebhookSecret();
    await work.db
      .insertInto('subscription')
      .values({
        id,
        url: request.url,
        identity,
        secret_sealed: sealer.seal(secret, subscriptionContext(id)),
        events_json: events === undefined ? null : JSON.stringify(events),
        campaign_name: request.campaignName ?? null,
        username: request.username ?? null,
        created_at: work.now,
        ended_at: null,
      })
      .execute();
    return { id, secret, created: true };
  });
}

/** Rows of older versions are found by what they say: there, an event listed twice was part of the identity. */
async function findKnown(
  work: Work,
  url: string,
  identity: string,
): Promise<Selectable<SubscriptionTable> | undefined> {
  const atUrl = await work
    .lock(work.db.selectFrom('subscription').selectAll().where('url', '=', url).where('ended_at', 'is', null))
    .execute();
  return (
    atUrl.find((row) => row.identity === identity) ??
    atUrl.find((row) => identityOf(describeRegistered(row)) === identity)
  );
}

async function renew(
  work: Work,
  sealer: Sealer,
  known: Selectable<SubscriptionTable>,
  secret: string | undefined,
): Promise<Registered> {
  if (secret === undefined) return { id: known.id, created: false };
  await work.db
    .updateTable('subscription')
    .set({ secret_sealed: sealer.seal(secret, subscriptionContext(known.id)) })
    .where('id', '=', known.id)
    .execute();
  return { id: known.id, secret, created: false };
}

export async function listSubscriptions({ db }: Pick<Store, 'db'>): Promise<Subscription[]> {
  const rows = await db
    .selectFrom('subscription')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .execute();
  return viewSubscriptions(db, rows);
}

/** How many ended subscriptions a list has at most. */
const MOST_ENDED = 100;

/** Subscriptions that have ended and have dead deliveries, the last ended first: to say where those were to go. */
export async function listEndedSubscriptions({ db }: Pick<Store, 'db'>): Promise<Subscription[]> {
  const rows = await db
    .selectFrom('subscription')
    .selectAll()
    .where('ended_at', 'is not', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('delivery')
          .select('delivery.id')
          .whereRef('delivery.subscription_id', '=', 'subscription.id')
          .where('delivery.state', '=', 'dead'),
      ),
    )
    .orderBy('ended_at', 'desc')
    .limit(MOST_ENDED)
    .execute();
  return viewSubscriptions(db, rows);
}

export async function findSubscription(
  { db }: Pick<Store, 'db'>,
  id: string,
): Promise<Subscription | undefined> {
  const row = await db
    .selectFrom('subscription')
    .selectAll()
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const [subscription] = row === undefined ? [] : await viewSubscriptions(db, [row]);
  return subscription;
}

/** Whether there was one to end. Its pending deliveries die at their next attempt. */
export async function endSubscription(work: Work, id: string): Promise<boolean> {
  const ended = await work.db
    .updateTable('subscription')
    .set({ ended_at: work.now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
}

async function viewSubscriptions(
  db: Queries,
  rows: readonly Selectable<SubscriptionTable>[],
): Promise<Subscription[]> {
  const failing = await findFailing(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const found = failing.get(row.id);
    return { ...describeRegistered(row), ...(found === undefined ? {} : { failing: found }) };
  });
}

function describeRegistered(row: Selectable<SubscriptionTable>): Subscription {
  return {
    id: row.id,
    url: row.url,
    ...(row.events_json === null
      ? {}
      : { events: JSON.parse(row.events_json) as NonNullable<Subscription['events']> }),
    ...(row.campaign_name === null ? {} : { campaignName: row.campaign_name }),
    ...(row.username === null ? {} : { username: row.username }),
    createdAt: toIso(row.created_at),
    ...(row.ended_at === null ? {} : { endedAt: toIso(row.ended_at) }),
    ...(row.paused_at === null ? {} : { pausedAt: toIso(row.paused_at), pausedReason: NOT_REGISTERED }),
  };
}

/** Each event once, in one order. No list is not the list of all: it takes in the events of later versions. */
function normalise(events: Subscription['events']): Subscription['events'] {
  return events === undefined ? undefined : [...new Set(events)].sort();
}

type Filter = Pick<Subscription, 'url' | 'events' | 'campaignName' | 'username'>;

function identityOf({ url, events, campaignName, username }: Filter): string {
  const filters = [url, normalise(events) ?? null, campaignName ?? null, username ?? null];
  return createHash('sha256').update(JSON.stringify(filters)).digest('base64url');
}
