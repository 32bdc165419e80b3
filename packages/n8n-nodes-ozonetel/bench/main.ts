import { availableParallelism } from 'node:os';
import { project } from '../test/e2e/harness/project';
import { SingleProcess } from '../test/e2e/harness/single-process';
import { World } from '../test/e2e/harness/world';
import { createCsv } from './contacts';
import {
  fromBinary,
  fromItems,
  fromUrl,
  itemsWithRejected,
  stockNodes,
  stockWithRejected,
  type Flow,
  type FlowPlan,
} from './flows';
import { measure } from './measure';

const CONTACTS = 50_000;
const COLUMNS = [10, 40];
const GOALS = { urlRatio: 20, urlGrowthMb: 100, itemsRatio: 5, rejectedRatio: 2 };
/** Contacts of which every twentieth is left out, and comes out of a second output. */
const REJECTED = { contacts: 20_000, columns: 10, invalidEvery: 20 };

/**
 * `npm run bench -- n8n`: the same file into the same vendor with n8n's own nodes and with ours, in the same n8n,
 * which is restarted before each workflow, so that each starts with the same memory.
 */
export async function main(): Promise<void> {
  const world = await World.start({
    manifestFolder: project.n8n2,
    deploy: (plan) => SingleProcess.create(plan),
  });
  try {
    console.log(
      `n8n ${world.n8n.installation.version}; Node ${process.version}, ${availableParallelism()} cores; ${CONTACTS} contacts`,
    );
    for (const columns of COLUMNS) await compare(world, columns);
    await compareRejected(world);
  } finally {
    await world.close();
  }
}

async function compare(world: World, columns: number): Promise<void> {
  const fileUrl = world.files.add(`contacts-${columns}.csv`, createCsv(columns, CONTACTS));
  const plan = (): FlowPlan => ({
    fileUrl,
    campaignName: world.nextCampaign(),
    uploadUrl: world.simulator.uploadUrl,
    credentials: world.credentials,
  });
  console.log(`\n${CONTACTS} x ${columns}`);
  const stock = await measure(world, stockNodes, plan());
  const url = await measure(world, fromUrl, plan(), { stock });
  await measure(world, fromBinary, plan(), { stock });
  const items = await measure(world, fromItems, plan(), { stock });
  tell(`from the URL at least ${GOALS.urlRatio} times faster`, stock.seconds / url.seconds >= GOALS.urlRatio);
  tell(`from the URL less than ${GOALS.urlGrowthMb} MB more`, url.growthMb < GOALS.urlGrowthMb);
  tell(
    `from items at least ${GOALS.itemsRatio} times faster`,
    stock.tailSeconds / items.tailSeconds >= GOALS.itemsRatio,
  );
}

/** The same contacts divided by Code and If, as n8n's users do it, and by our node's output Left Out. */
async function compareRejected(world: World): Promise<void> {
  const { contacts, columns, invalidEvery } = REJECTED;
  const leftOut = contacts / invalidEvery;
  const fileUrl = world.files.add('rejected.csv', createCsv(columns, contacts, invalidEvery));
  const plan = (): FlowPlan => ({
    fileUrl,
    campaignName: world.nextCampaign(),
    uploadUrl: world.simulator.uploadUrl,
    credentials: world.credentials,
  });
  console.log(`\n${contacts} x ${columns}, ${leftOut} of them left out`);
  const stock = await measure(world, stockWithRejected, plan(), { rejected: leftOut });
  for (const mode of ['direct', 'connector']) {
    const create = (of: FlowPlan): Flow => itemsWithRejected(of, mode);
    const ours = await measure(world, create, plan(), { stock, rejected: leftOut });
    tell(
      `${mode}: at least ${GOALS.rejectedRatio} times faster, Left Out included`,
      stock.tailSeconds / ours.tailSeconds >= GOALS.rejectedRatio,
    );
  }
}

function tell(goal: string, isReached: boolean): void {
  console.log(`  ${isReached ? '✓' : '✗'} ${goal}`);
  if (!isReached) process.exitCode = 1;
}
