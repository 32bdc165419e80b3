import { execFile as execFileOf } from 'node:child_process';
import { promisify } from 'node:util';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { itemsOf } from '../test/e2e/harness/execution';
import type { World } from '../test/e2e/harness/world';
import { createCsv } from './contacts';
import type { Flow, FlowPlan } from './flows';

const execFile = promisify(execFileOf);

const LIMIT_MS = 10 * 60_000;

export interface Figures {
  /** Seconds from the call that starts the workflow until the vendor has the whole file and the execution has ended. */
  readonly seconds: number;
  /** Seconds of those nodes alone that come after the contacts are items: check, file and upload. */
  readonly tailSeconds: number;
  /** Megabytes by which n8n's resident memory grew at its highest. */
  readonly growthMb: number;
  /** Items of the node Rejected. */
  readonly rejected: number;
}

/** Runs a flow once with a few contacts, then with all, and prints what it took. n8n is restarted after it. */
export async function measure(
  world: World,
  create: (plan: FlowPlan) => Flow,
  plan: FlowPlan,
  { stock, rejected }: { readonly stock?: Figures; readonly rejected?: number } = {},
): Promise<Figures> {
  const flow = create(plan);
  // Loads what is loaded once, with a few contacts.
  const few = world.files.add('few.csv', createCsv(10, 10));
  await run(world, create({ ...plan, fileUrl: few, campaignName: world.nextCampaign() }), undefined);
  const figures = await run(world, flow, plan.campaignName);
  if (rejected !== undefined && figures.rejected !== rejected) {
    throw new Error(`${flow.title}: ${figures.rejected} items came out of Left Out, not ${rejected}.`);
  }
  const ratio = (of: 'seconds' | 'tailSeconds'): string =>
    stock === undefined ? '' : ` (${(stock[of] / figures[of]).toFixed(1)} x)`;
  console.log(
    `  ${flow.title.padEnd(20)} ${figures.seconds.toFixed(2)} s${ratio('seconds')}; after the items ` +
      `${figures.tailSeconds.toFixed(2)} s${ratio('tailSeconds')}; n8n grew by ${Math.round(figures.growthMb)} MB`,
  );
  await world.n8n.restart();
  return figures;
}

async function run(world: World, flow: Flow, campaignName: string | undefined): Promise<Figures> {
  const { n8n, simulator } = world;
  const workflowId = await n8n.createWorkflow(flow.workflow);
  await n8n.activate(workflowId);
  const memory = await watchMemory(n8n.pid);
  const taken = (): string | undefined =>
    simulator.requestLog.uploads().find((upload) => upload.campaignName === campaignName && upload.isAccepted)
      ?.readAt;
  const start = Date.now();
  let growthMb = Number.NaN;
  let end: number | undefined;
  try {
    const response = await n8n.post(`/webhook/${flow.path}`);
    await response.body?.cancel();
    end = await pollUntil(
      async () => {
        // An n8n that is busy for long drops connections.
        const latest = await n8n.latest(workflowId).catch(() => undefined);
        // n8n gives a regular expression little time: on a machine that is busy with else its Filter fails.
        if (latest?.status === 'error' || latest?.status === 'crashed')
          throw new Error(`${flow.title}: the execution ended as ${latest.status}; ${n8n.log.slice(-500)}`);
        return endOf([campaignName === undefined ? latest?.stoppedAt : taken(), latest?.stoppedAt]);
      },
      { limitMs: LIMIT_MS, intervalMs: 20 },
    );
  } finally {
    growthMb = await memory.stop();
  }
  if (end === undefined) throw new Error(`${flow.title} did not end.`);
  const { id } = (await n8n.latest(workflowId))!;
  await simulator.idle();
  const hasRejected = flow.workflow.nodes.some((one) => (one as { name: string }).name === 'Rejected');
  return {
    seconds: (end - start) / 1000,
    tailSeconds: tailOf(await n8n.storedExecution(id), flow),
    growthMb,
    rejected: hasRejected ? itemsOf(await n8n.execution(id), 'Rejected').length : 0,
  };
}

/** By the clocks of n8n and of the vendor: whoever waits for them hears of it late, while the vendor reads the file. */
function endOf(times: readonly (string | null | undefined)[]): number | undefined {
  const ends = times.map((time) => Date.parse(time ?? ''));
  const last = Math.max(...ends);
  return Number.isNaN(last) ? undefined : last;
}

/** What comes before is the source of the contacts, and the same for all. */
const SOURCES = ['Webhook', 'Fetch', 'Extract'];

function tailOf(stored: string, { workflow }: Flow): number {
  const before = workflow.nodes.filter((one) => SOURCES.includes((one as { name: string }).name)).length;
  const runs = [...stored.matchAll(/executionIndex\\?":(\d+)[^{}]*?executionTime\\?":(\d+)/g)];
  const times = runs.filter(([, index]) => Number(index) >= before).map(([, , time]) => Number(time));
  return times.reduce((sum, time) => sum + time, 0) / 1000;
}

/** The resident memory of a process, as the system counts it. */
async function watchMemory(pid: number | undefined): Promise<{ stop(): Promise<number> }> {
  const read = async (): Promise<number> => {
    const { stdout } = await execFile('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) / 1024;
  };
  const before = await read();
  const state = { isStopped: false, highest: before };
  const watching = (async () => {
    while (!state.isStopped) {
      state.highest = Math.max(state.highest, await read());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return {
    async stop() {
      state.isStopped = true;
      await watching;
      return state.highest - before;
    },
  };
}
