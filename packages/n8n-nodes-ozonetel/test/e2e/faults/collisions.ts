import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createUpload, deliver, type SentEvent } from '../../harness/stand-in-connector';
import type { Passage } from '../harness/gateway';
import type { FaultWorld } from './fault-world';
import { Listener } from './listener';
import { sumOf, type Tally } from './tally';

type Event = SentEvent & { readonly id: string };

const TAKEN_LIMIT_MS = 120_000;
const RETRY_MS = 300;
/** Listeners that are published at a time. */
const BATCH = 10;

const createEvent = (): Event => ({
  id: `evt_${randomUUID()}`,
  type: 'upload.succeeded',
  data: createUpload({ campaignName: 'Diwali', state: 'succeeded', action: undefined }),
});

async function startListener(faults: FaultWorld): Promise<Listener> {
  const [listener] = await startListeners(faults, 1);
  return listener!;
}

/** Workflows are made one after the other: n8n 1 loses its SQLite for good where two transactions begin at once. */
async function startListeners(
  { world, standIn, credentials }: FaultWorld,
  count: number,
): Promise<Listener[]> {
  const listeners: Listener[] = [];
  while (listeners.length < count) {
    listeners.push(await Listener.start(world, { credentialId: credentials.standIn }));
  }
  for (const listener of listeners) {
    await listener.registered(() => Promise.resolve([...standIn.subscriptions.values()]));
    await listener.published();
  }
  return listeners;
}

/** Tries one delivery after the other, as the connector does, until one is taken. */
async function deliverUntilTaken(
  { standIn }: FaultWorld,
  receiver: string,
  { path }: Listener,
  event: Event,
): Promise<void> {
  const secret = [...standIn.subscriptions.values()].find(({ url }) => url.endsWith(path))?.secret ?? '';
  const giveUpAt = Date.now() + TAKEN_LIMIT_MS;
  while (Date.now() < giveUpAt) {
    const sent = { ...event, sentAtMs: Date.now() };
    const status = await deliver(`${receiver}${path}`, secret, sent).then(
      (delivered) => delivered.status,
      () => 0,
    );
    if (status >= 200 && status < 300) return;
    await sleep(RETRY_MS);
  }
  throw new Error(`Nobody took ${event.id}.`);
}

/** The receiver that takes the nth of calls that come at once. */
function receiverOf({ receivers }: FaultWorld, index: number): string {
  return receivers[index % receivers.length] ?? '';
}

/** The first two events of a trigger at once, at so many triggers. */
export async function firstTwoAtOnce(faults: FaultWorld, times: number): Promise<Tally> {
  const tallies: Tally[] = [];
  while (tallies.length < times) {
    const count = Math.min(BATCH, times - tallies.length);
    for (const listener of await startListeners(faults, count)) {
      const events = [createEvent(), createEvent()];
      await Promise.all(
        events.map((event, index) => deliverUntilTaken(faults, receiverOf(faults, index), listener, event)),
      );
      tallies.push(await listener.tally(1, 'eventId', idsOf(events)));
    }
  }
  return sumOf(tallies);
}

/** The same event at every receiver in the same moment: what the connector itself never does. */
export async function sameEventAtOnce(faults: FaultWorld, times: number): Promise<Tally> {
  const listener = await startListener(faults);
  const events = Array.from({ length: times }, createEvent);
  for (const event of events) {
    await Promise.all(
      [0, 1].map((index) => deliverUntilTaken(faults, receiverOf(faults, index), listener, event)),
    );
  }
  return listener.tally(times, 'eventId', idsOf(events));
}

/** A burst of events that n8n has taken, for the time after its restart. */
export interface Burst {
  /** Delivers the same events once more. */
  again(): Promise<Tally>;
}

/** So many different events at once. */
export async function startBurst(faults: FaultWorld, times: number): Promise<Burst> {
  const listener = await startListener(faults);
  const events = Array.from({ length: times }, createEvent);
  const deliverAll = (): Promise<unknown> =>
    Promise.all(
      events.map((event, index) => deliverUntilTaken(faults, receiverOf(faults, index), listener, event)),
    );
  await deliverAll();
  await listener.heardOf('eventId', idsOf(events));
  await listener.finished();
  return {
    async again() {
      await listener.published();
      await deliverAll();
      return listener.tally(times, 'eventId', idsOf(events));
    },
  };
}

/** So many different events at once, a restart of n8n, and the same events once more. */
export async function burstAndRestart(faults: FaultWorld, times: number): Promise<Tally> {
  const burst = await startBurst(faults, times);
  await faults.world.n8n.restart();
  return burst.again();
}

/** The connection between the connector and n8n is cut at the first try of so many events. */
export async function deliveryCut(faults: FaultWorld, times: number, passage: Passage): Promise<Tally> {
  const { world, beforeN8n } = faults;
  const campaignName = world.nextCampaign();
  const listener = await Listener.start(world, {
    credentialId: world.credentials['ozonetelConnectorApi']!,
    campaignName,
  });
  await listener.registered(() => world.connector.subscriptions());
  await listener.published();
  const cut = new Set<string>();
  beforeN8n.intercept = ({ url, headers }) => {
    const id = String(headers['webhook-id']);
    if (url !== listener.path || cut.has(id)) return 'pass';
    cut.add(id);
    return passage;
  };
  try {
    const ids = await Promise.all(Array.from({ length: times }, () => faults.announce(campaignName)));
    await listener.heardOf('uploadId', ids);
    await world.connector.deliveriesEnded();
    return await listener.tally(cut.size, 'uploadId', ids);
  } finally {
    beforeN8n.intercept = () => 'pass';
  }
}

function idsOf(events: readonly Event[]): string[] {
  return events.map(({ id }) => id);
}
