import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import type { FaultWorld } from '../faults/fault-world';
import { Listener } from '../faults/listener';

const LIMIT_MS = 90_000;

/** Triggers that are published and unpublished while the connector is away, with n8n's own publication service. */
export function describeRegistration(faults: () => FaultWorld): void {
  let campaignName: string;
  const startListener = (): Promise<Listener> => {
    campaignName = faults().world.nextCampaign();
    const credentialId = faults().world.credentials['ozonetelConnectorApi']!;
    return Listener.start(faults().world, { credentialId, campaignName });
  };
  const registered = (listener: Listener): Promise<void> =>
    listener.registered(() => faults().world.connector.subscriptions());
  const expectHeard = async (listener: Listener, ids: readonly string[]): Promise<void> => {
    await listener.heardOf('uploadId', ids, LIMIT_MS);
    expect([...listener.starts('uploadId')].sort()).toEqual(ids.map((id) => [id, 1]).sort());
  };
  /** Whether n8n offers the trigger's webhook: it asks a caller without a signature for one, or knows nothing. */
  const offers = async ({ path }: Listener, isOffered: boolean): Promise<void> => {
    const found = await pollUntil(
      async () => {
        const response = await fetch(`${faults().world.n8n.url}${path}`, { method: 'POST' });
        await response.body?.cancel();
        return (response.status !== 404) === isOffered ? true : undefined;
      },
      { limitMs: LIMIT_MS },
    );
    if (found !== true) throw new Error(`${path} is ${isOffered ? 'not ' : ''}offered.`);
  };
  const whileConnectorIsAway = async <T>(act: () => Promise<T>): Promise<T> => {
    const { connector } = faults().world;
    await connector.stop();
    try {
      return await act();
    } finally {
      await connector.start();
    }
  };

  it('n8n shows why a trigger could not be published while the connector was away, and publishes it later', async () => {
    const { n8n } = faults().world;
    const listener = await whileConnectorIsAway(async () => {
      const started = await startListener();
      expect(await n8n.publicationOf(started.workflowId)).toMatchObject({
        status: 'failed',
        triggers: [{ errorMessage: expect.stringMatching(/connector/i) as string }],
      });
      return started;
    });
    await n8n.deactivate(listener.workflowId);
    await n8n.activate(listener.workflowId);
    await registered(listener);
    await listener.published();
    await expectHeard(listener, [await faults().announce(campaignName)]);
  });

  it('a trigger that was unpublished while the connector was away catches up once published again', async () => {
    const { n8n } = faults().world;
    const listener = await startListener();
    await registered(listener);
    await listener.published();
    await whileConnectorIsAway(async () => {
      await n8n.deactivate(listener.workflowId);
      await offers(listener, false);
    });
    const missed = await faults().announce(campaignName);
    await faults().answered(listener.path, 404);
    await n8n.activate(listener.workflowId);
    await offers(listener, true);
    const later = await faults().announce(campaignName);
    await expectHeard(listener, [missed, later]);
  });
}
