import { startBurst, type Burst } from '../faults/collisions';
import type { FaultWorld } from '../faults/fault-world';
import { Listener } from '../faults/listener';
import { itemsOf } from '../harness/execution';
import type { Started } from '../harness/world';
import { ASHA } from '../operations';
import { waiting } from '../wait';

/** All five processes start at once, which takes minutes on a machine that does something else, too. */
const RESTART_LIMIT_MS = 5 * 60_000;
/** The callback comes when all are down, or have just come up. */
const LATE_MS = 20_000;
/** Different events at once. */
const BURST = 40;

/** What outlives a restart of all processes of n8n: one restart serves all. */
export function describeRestart(faults: () => FaultWorld): void {
  let waitingCampaign: string;
  let started: Started;
  let heardCampaign: string;
  let listener: Listener;
  let burst: Burst;

  beforeAll(async () => {
    const { world } = faults();
    heardCampaign = world.nextCampaign();
    listener = await Listener.start(world, {
      credentialId: world.credentials['ozonetelConnectorApi']!,
      campaignName: heardCampaign,
    });
    await listener.registered(() => world.connector.subscriptions());
    await listener.published();
    burst = await startBurst(faults(), BURST);
    waitingCampaign = world.nextCampaign();
    world.simulator.faults.add({
      fault: 'callback-late',
      ms: LATE_MS,
      campaignName: waitingCampaign,
    });
    started = await world.run({ parameters: waiting('connector', waitingCampaign), items: [ASHA] });
    expect(started.execution.status).toBe('waiting');
    await world.n8n.restart();
  }, RESTART_LIMIT_MS);

  it('a workflow that waits is woken after a restart of all processes', async () => {
    expect(itemsOf(await faults().world.ended(started), 'Uploads')).toMatchObject([
      { json: { state: 'succeeded', campaignName: waitingCampaign } },
    ]);
  });

  it('a trigger hears of uploads after a restart of all processes', async () => {
    await listener.published();
    const id = await faults().announce(heardCampaign);
    await listener.heardOf('uploadId', [id]);
    expect([...listener.starts('uploadId')]).toEqual([[id, 1]]);
  });

  it('the events of a burst start nothing again when they come once more after a restart of all processes', async () => {
    expect(await burst.again()).toMatchObject({ started: BURST, lost: 0, duplicated: 0, failed: 0 });
  });
}
