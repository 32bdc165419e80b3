import { randomUUID } from 'node:crypto';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { uploadWorkflow } from '../harness/workflow';
import type { Passage } from '../harness/gateway';
import { ASHA } from '../operations';
import type { FaultWorld } from './fault-world';
import { tally, type Tally } from './tally';

/** Executions at a time. */
const BATCH = 4;
const RESTED = ['success', 'error', 'crashed', 'canceled', 'waiting'];
const RESTED_LIMIT_MS = 120_000;
const CREATED_LIMIT_MS = 60_000;

/** One workflow that is run many times, each time for a campaign of its own. */
class UploadRuns {
  private constructor(
    private readonly faults: FaultWorld,
    readonly workflowId: string,
    private readonly path: string,
  ) {}

  static async start(faults: FaultWorld): Promise<UploadRuns> {
    const path = randomUUID();
    const { n8n } = faults.world;
    const workflowId = await n8n.createWorkflow(
      uploadWorkflow({
        path,
        hasItems: true,
        ozonetel: {
          parameters: {
            operation: 'upload',
            mode: 'connector',
            campaignName: '={{ $json.campaign }}',
            additionalOptions: { dryRun: true },
          },
          credentials: faults.credentials.uploads,
        },
      }),
    );
    await n8n.activate(workflowId);
    return new UploadRuns(faults, workflowId, `/webhook/${path}`);
  }

  /** Starts the workflow once. @returns the name of its campaign */
  async run(): Promise<string> {
    const campaign = `Campaign of ${randomUUID()}`;
    const response = await this.faults.world.n8n.post(this.path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ ...ASHA, campaign }] }),
    });
    await response.body?.cancel();
    return campaign;
  }

  /** Resolves when so many executions have come to rest. @throws Error if they have not at the limit */
  async rested(count: number): Promise<void> {
    const isDone = await pollUntil(async () => ((await this.#count(RESTED)) >= count ? true : undefined), {
      limitMs: RESTED_LIMIT_MS,
    });
    if (isDone !== true) throw new Error(`Not all ${count} executions came to rest.`);
  }

  /** The uploads that were created for these campaigns. */
  async tally(injected: number, campaigns: readonly string[]): Promise<Tally> {
    const counts = new Map<string, number>();
    for (const campaign of campaigns) {
      counts.set(campaign, (await this.faults.world.connector.uploadsOf(campaign)).length);
    }
    const failed = await this.#count(['error']);
    const reasons = failed === 0 ? [] : await this.faults.world.n8n.failures(this.workflowId);
    return tally({ injected, failed, reasons }, campaigns, counts);
  }

  #count(states: readonly string[]): Promise<number> {
    return this.faults.world.n8n.count(this.workflowId, states);
  }
}

/** The answer to each first request of an upload is spoilt; the connector has taken it. */
export async function uploadAnswerSpoilt(
  faults: FaultWorld,
  times: number,
  passage: Passage,
): Promise<Tally> {
  const runs = await UploadRuns.start(faults);
  const spoilt = new Set<string>();
  faults.beforeConnector.intercept = ({ method, headers }) => {
    const key = String(headers['idempotency-key']);
    if (method !== 'POST' || spoilt.has(key)) return 'pass';
    spoilt.add(key);
    return passage;
  };
  try {
    const campaigns: string[] = [];
    while (campaigns.length < times) {
      const count = Math.min(BATCH, times - campaigns.length);
      campaigns.push(...(await Promise.all(Array.from({ length: count }, () => runs.run()))));
      await runs.rested(campaigns.length);
    }
    return await runs.tally(spoilt.size, campaigns);
  } finally {
    faults.beforeConnector.intercept = () => 'pass';
  }
}

/** Every worker is killed in the moment in which the connector has answered 202; nothing may run again by itself. */
export async function workersKilled(faults: FaultWorld, times: number): Promise<Tally> {
  const runs = await UploadRuns.start(faults);
  const campaigns: string[] = [];
  for (let time = 0; time < times; time += 1) campaigns.push(await runAndKillWorkers(faults, runs));
  // What n8n would run again it has run by the time another execution has ended.
  const last = await runs.run();
  await created(faults, last);
  return runs.tally(times, campaigns);
}

/** @returns the campaign of the run, once all workers are there again */
async function runAndKillWorkers(faults: FaultWorld, runs: UploadRuns): Promise<string> {
  const { beforeConnector, queue } = faults;
  let killing: Promise<true> | undefined;
  beforeConnector.onAnswer = ({ status }) => {
    if (status !== 202) return;
    killing ??= Promise.all(queue.workers.map((worker) => worker.kill())).then(() => true);
  };
  try {
    const campaign = await runs.run();
    const areKilled = await pollUntil(() => killing, { limitMs: CREATED_LIMIT_MS, intervalMs: 20 });
    if (areKilled !== true) throw new Error(`The connector answered no upload of ${campaign} with 202.`);
    return campaign;
  } finally {
    beforeConnector.onAnswer = () => undefined;
    await queue.ready();
  }
}

async function created({ world }: FaultWorld, campaignName: string): Promise<void> {
  const found = await pollUntil(
    async () => ((await world.connector.uploadsOf(campaignName)).length > 0 ? true : undefined),
    { limitMs: CREATED_LIMIT_MS },
  );
  if (found !== true) throw new Error(`No upload of ${campaignName} was created.`);
}
