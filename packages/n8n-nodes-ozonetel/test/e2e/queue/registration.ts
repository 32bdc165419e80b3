import { pollUntil } from '../../../../../demo/src/process/poll-until';
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

  it('a trigger hears of uploads after a restart of all processes', async () => {
    const listener = await startListener();
    await registered(listener);
    await listener.published();
    await faults().world.n8n.restart();
    await listener.published();
    await expectHeard(listener, [await faults().announce(campaignName)]);
  });

  it('a trigger that was published while the connector was away hears of uploads once published again', async () => {
    const { connector, n8n } = faults().world;
    await connector.stop();
    const listener = await startListener();
    const isReported = await pollUntil(() => (n8n.log.includes(listener.workflowId) ? true : undefined), {
      limitMs: LIMIT_MS,
    });
    expect(isReported).toBe(true);
    await connector.start();
    await n8n.deactivate(listener.workflowId);
    await n8n.activate(listener.workflowId);
    await registered(listener);
    await listener.published();
    await expectHeard(listener, [await faults().announce(campaignName)]);
  });

  it('a trigger that was unpublished while the connector was away catches up once published again', async () => {
    const { connector, n8n } = faults().world;
    const listener = await startListener();
    await registered(listener);
    await listener.published();
    await connector.stop();
    await n8n.deactivate(listener.workflowId);
    await offers(listener, false);
    await connector.start();
    const missed = await faults().announce(campaignName);
    await faults().answered(listener.path, 404);
    await n8n.activate(listener.workflowId);
    await offers(listener, true);
    const later = await faults().announce(campaignName);
    await expectHeard(listener, [missed, later]);
  });
}
