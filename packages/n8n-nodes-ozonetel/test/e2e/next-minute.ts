import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { itemsOf } from './harness/execution';
import { OZONETEL } from './harness/workflow';
import type { World } from './harness/world';
import { ASHA } from './operations';

interface MinuteWait {
  readonly campaignName: string;
  readonly workflowId: string;
}

/** Uploads that Ozonetel refused for this minute, and that wait for the next one. */
export interface MinuteWaits {
  readonly startedAtMs: number;
  readonly waiting: MinuteWait;
  readonly canceled: MinuteWait;
}

const MINUTE_MS = 60_000;
/** When a second try would have been made. */
const LATER_MS = MINUTE_MS + 10_000;

export async function startMinuteWaits(world: World): Promise<MinuteWaits> {
  const start = async (): Promise<MinuteWait> => {
    const campaignName = world.nextCampaign();
    world.simulator.faults.add({ fault: 'limit-exhausted', campaignName, times: 1 });
    const workflowId = await world.start({
      parameters: { operation: 'upload', campaignName, additionalOptions: { waitForTurn: true } },
      items: [ASHA],
    });
    const isRefused = await pollUntil(() => (triesOf(world, campaignName).length === 1 ? true : undefined), {
      limitMs: 30_000,
    });
    if (isRefused !== true) throw new Error(`Nothing was sent for ${campaignName}.`);
    return { campaignName, workflowId };
  };
  const startedAtMs = Date.now();
  const waiting = await start();
  const canceled = await start();
  await world.n8n.cancel(canceled.workflowId);
  return { startedAtMs, waiting, canceled };
}

export function describeNextMinute(world: () => World, minutes: () => MinuteWaits): void {
  it('with Wait for Next Minute it tries again a minute later', async () => {
    const { campaignName, workflowId } = minutes().waiting;
    const execution = await world().ended({ workflowId });
    expect(itemsOf(execution, OZONETEL)).toMatchObject([{ json: { state: 'processing', campaignName } }]);
    await world().contactsIn(campaignName, 1);
    const [first = 0, second = 0, ...more] = triesOf(world(), campaignName);
    expect(more).toEqual([]);
    expect(second - first).toBeGreaterThanOrEqual(MINUTE_MS);
  });

  it('nothing is sent any more once the execution was canceled', async () => {
    const { campaignName } = minutes().canceled;
    const limitMs = minutes().startedAtMs + LATER_MS - Date.now();
    await pollUntil(() => (triesOf(world(), campaignName).length > 1 ? true : undefined), { limitMs });
    expect(triesOf(world(), campaignName)).toHaveLength(1);
  });
}

/** When Ozonetel was asked to take an upload for the campaign. */
function triesOf(world: World, campaignName: string): number[] {
  return world.simulator.requestLog
    .uploads()
    .filter((upload) => upload.campaignName === campaignName)
    .map(({ receivedAt }) => Date.parse(receivedAt));
}
