import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { itemsOf } from './harness/execution';
import { OZONETEL } from './harness/workflow';
import type { World } from './harness/world';
import { ASHA } from './operations';

interface TurnWait {
  readonly campaignName: string;
  readonly workflowId: string;
}

/** Uploads that Ozonetel refused for this minute, and that wait for the next one. */
export interface TurnWaits {
  readonly startedAtMs: number;
  readonly waiting: TurnWait;
  readonly canceled: TurnWait;
}

const MINUTE_MS = 60_000;
/** When a second try would have been made. */
const LATER_MS = MINUTE_MS + 10_000;

export async function startTurnWaits(world: World): Promise<TurnWaits> {
  const start = async (): Promise<TurnWait> => {
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

export function describeTurn(world: () => World, turns: () => TurnWaits): void {
  it('with Wait for Next Minute it tries again a minute later', async () => {
    const { campaignName, workflowId } = turns().waiting;
    const execution = await world().ended({ workflowId });
    expect(itemsOf(execution, OZONETEL)).toMatchObject([{ json: { state: 'processing', campaignName } }]);
    await world().contactsIn(campaignName, 1);
    const [first = 0, second = 0, ...more] = triesOf(world(), campaignName);
    expect(more).toEqual([]);
    expect(second - first).toBeGreaterThanOrEqual(MINUTE_MS);
  });

  it('nothing is sent any more once the execution was canceled', async () => {
    const { campaignName } = turns().canceled;
    const limitMs = turns().startedAtMs + LATER_MS - Date.now();
    await pollUntil(() => (triesOf(world(), campaignName).length > 1 ? true : undefined), { limitMs });
    expect(triesOf(world(), campaignName)).toHaveLength(1);
  });
}

/** When Ozonetel was asked to take an upload for the campaign. */
function triesOf(world: World, campaignName: string): number[] {
  return world.simulator.books
    .uploads()
    .filter((upload) => upload.campaignName === campaignName)
    .map(({ receivedAt }) => Date.parse(receivedAt));
}
