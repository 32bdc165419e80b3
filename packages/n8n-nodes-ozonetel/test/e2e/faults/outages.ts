import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultWorld } from './fault-world';
import { Listener } from './listener';
import type { Tally } from './tally';

/** A time in which n8n cannot create an execution. */
export interface Outage {
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
  /** Undefined: until every receiver of n8n has answered the event with 5xx. */
  readonly lastsMs?: number;
}

/** Has the connector deliver one event in each of so many outages. */
export async function deliverDuring(faults: FaultWorld, outage: Outage, times: number): Promise<Tally> {
  const { world } = faults;
  const campaignName = world.nextCampaign();
  const listener = await Listener.start(world, {
    credentialId: world.credentials['ozonetelConnectorApi']!,
    campaignName,
  });
  await listener.registered(() => world.connector.subscriptions());
  await listener.published();
  const ids: string[] = [];
  for (let time = 0; time < times; time += 1) {
    const announce = async (): Promise<void> => void ids.push(await faults.announce(campaignName));
    await outage.begin();
    try {
      if (outage.lastsMs === undefined) await faults.failedCalls(listener.path, announce);
      else await Promise.all([announce(), sleep(outage.lastsMs)]);
    } finally {
      await outage.end();
    }
    await listener.heardOf('uploadId', ids);
  }
  return listener.tally(times, 'uploadId', ids);
}

export const redisRefusesWrites = ({ queue: { redis } }: FaultWorld): Outage => ({
  begin: () => redis.setWritable(false),
  end: () => redis.setWritable(true),
});

export const redisIsFrozen = ({ queue: { redis } }: FaultWorld, lastsMs: number): Outage => ({
  begin: () => redis.freeze(),
  end: () => redis.thaw(),
  lastsMs,
});

export const redisIsKilled = ({ queue: { redis } }: FaultWorld, lastsMs: number): Outage => ({
  begin: () => redis.kill(),
  end: () => redis.start(),
  lastsMs,
});

export const postgresIsFrozen = ({ queue: { postgres } }: FaultWorld, lastsMs: number): Outage => ({
  begin: () => postgres.freeze(),
  end: () => postgres.thaw(),
  lastsMs,
});

export const postgresIsKilled = ({ queue: { postgres } }: FaultWorld): Outage => ({
  begin: () => postgres.kill(),
  end: () => postgres.start(),
});

export const sqliteIsLocked = ({ single }: FaultWorld): Outage => {
  let unlock = (): void => undefined;
  return {
    begin: () => void (unlock = single.lockDatabase()),
    end: () => unlock(),
  };
};
