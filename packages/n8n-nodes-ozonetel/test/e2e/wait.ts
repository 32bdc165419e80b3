import { randomUUID } from 'node:crypto';
import type { FaultRuleInput } from '@ozonetel-bulk-upload/ozonetel-simulator';
import { itemsOf, type Execution } from './harness/execution';
import { connect, node, OZONETEL, webhookNode } from './harness/workflow';
import type { Mode, Started, World } from './harness/world';
import { ASHA, RAVI } from './operations';

const MODES: readonly Mode[] = ['direct', 'connector'];

export function waiting(mode: Mode, campaignName: string, waitLimitMinutes = 30): Record<string, unknown> {
  return { operation: 'start', mode, campaignName, waitForOutcome: true, waitLimitMinutes };
}

/** Sleeps that only their limit ends; n8n looks for those once a minute. */
export interface SlowWaits {
  readonly missing: Readonly<Record<Mode, Started>>;
  readonly earlyDirect: Started;
}

export async function startSlowWaits(world: World): Promise<SlowWaits> {
  const start = async (mode: Mode, fault: FaultRuleInput['fault']): Promise<Started> => {
    const campaignName = world.nextCampaign();
    world.simulator.faults.add({ fault, campaignName });
    return world.run({
      parameters: { ...waiting(mode, campaignName, 0.2), invalidRows: 'drop' },
      items: [ASHA, { PhoneNumber: 'nobody' }],
    });
  };
  return {
    missing: {
      direct: await start('direct', 'callback-dropped'),
      connector: await start('connector', 'callback-dropped'),
    },
    earlyDirect: await start('direct', 'callback-before-reply'),
  };
}

export function describeWait(world: () => World, slow: () => SlowWaits): void {
  describe.each(MODES)('%s', (mode) => {
    it('sleeps and goes on with the outcome and what was left out', async () => {
      const campaignName = world().nextCampaign();
      const started = await world().run({
        parameters: { ...waiting(mode, campaignName), invalidRows: 'drop' },
        items: [ASHA, { PhoneNumber: 'nobody' }],
      });
      expect(started.execution.status).toBe('waiting');
      const execution = await world().ended(started);
      expect(execution.status).toBe('success');
      expect(itemsOf(execution, 'Uploads')).toMatchObject([
        { json: { state: 'succeeded', code: 'uploaded', campaignName, counts: { sent: 1, invalid: 1 } } },
      ]);
      expectLeftOut(world(), execution);
    });

    it.each<Omit<FaultRuleInput, 'campaignName'>>([
      { fault: 'callback-late', ms: 4_000 },
      { fault: 'callback-doubled' },
      { fault: 'callback-data-field' },
    ])('takes a callback that is $fault, once', async (rule) => {
      const campaignName = world().nextCampaign();
      world().simulator.faults.add({ ...rule, campaignName });
      const started = await world().run({ parameters: waiting(mode, campaignName), items: [ASHA] });
      const execution = await world().ended(started);
      await world().simulator.idle();
      expect(itemsOf(execution, 'Uploads')).toMatchObject([{ json: { state: 'succeeded', campaignName } }]);
      expect(execution.data?.resultData.runData['Uploads']).toHaveLength(1);
      expect(await world().n8n.executions(started.workflowId)).toHaveLength(1);
    });

    it('tells a failure as data, so that the workflow can branch', async () => {
      const campaignName = world().nextCampaign();
      world().simulator.faults.add({ fault: 'upload-failed', campaignName });
      const started = await world().run({ parameters: waiting(mode, campaignName), items: [ASHA] });
      const execution = await world().ended(started);
      expect(execution.status).toBe('success');
      expect(itemsOf(execution, 'Uploads')).toMatchObject([
        { json: { state: 'failed', code: 'upload_failed' } },
      ]);
    });

    it('keeps the turns of a loop apart', async () => {
      const campaigns = [world().nextCampaign(), world().nextCampaign()];
      const path = randomUUID();
      const { n8n } = world();
      const workflowId = await n8n.createWorkflow({
        name: `e2e loop ${mode}`,
        nodes: [
          webhookNode(path),
          node({
            name: 'Items',
            type: 'n8n-nodes-base.splitOut',
            parameters: { fieldToSplitOut: 'body.items', options: {} },
          }),
          node({
            name: 'Loop',
            type: 'n8n-nodes-base.splitInBatches',
            typeVersion: 3,
            parameters: { batchSize: 1, options: {} },
          }),
          node({
            name: OZONETEL,
            type: 'n8n-nodes-ozonetel.ozonetel',
            parameters: waiting(mode, '={{ $json.to }}'),
            credentials: world().credentials,
          }),
          node({ name: 'Done', type: 'n8n-nodes-base.noOp' }),
        ],
        connections: connect({
          Webhook: [['Items']],
          Items: [['Loop']],
          Loop: [['Done'], [OZONETEL]],
          [OZONETEL]: [['Loop']],
        }),
      });
      await n8n.activate(workflowId);
      const items = [
        { ...ASHA, to: campaigns[0] },
        { ...RAVI, to: campaigns[1] },
      ];
      const response = await n8n.post(`/webhook/${path}`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items }),
      });
      await response.body?.cancel();
      const execution = await world().ended({ workflowId });
      expect(itemsOf(execution, 'Done')).toMatchObject(
        campaigns.map((campaignName) => ({ json: { state: 'succeeded', campaignName } })),
      );
    });
  });

  it('through the connector, a callback before the reply is no loss', async () => {
    const campaignName = world().nextCampaign();
    world().simulator.faults.add({ fault: 'callback-before-reply', campaignName });
    const started = await world().run({ parameters: waiting('connector', campaignName), items: [ASHA] });
    expect(itemsOf(await world().ended(started), 'Uploads')).toMatchObject([
      { json: { state: 'succeeded' } },
    ]);
  });

  it.each(MODES)('without a callback the limit says unconfirmed (%s)', async (mode) => {
    const execution = await world().ended(slow().missing[mode]);
    expect(itemsOf(execution, 'Uploads')).toMatchObject([
      { json: { state: 'unconfirmed', code: 'no_callback' } },
    ]);
    expectLeftOut(world(), execution);
  });

  it('directly, a callback before the reply finds nobody asleep: unconfirmed, and never a false word', async () => {
    const execution = await world().ended(slow().earlyDirect);
    expect(itemsOf(execution, 'Uploads')).toMatchObject([
      { json: { state: 'unconfirmed', code: 'no_callback' } },
    ]);
  });
}

/** The contact that was left out is named in the outcome, and comes out of Left Out where n8n lets it. */
function expectLeftOut({ n8n }: World, execution: Execution): void {
  const leftOut = { row: 2, PhoneNumber: 'nobody' };
  expect(itemsOf(execution, 'Uploads')).toMatchObject([{ json: { rejected: [leftOut] } }]);
  expect(itemsOf(execution, 'Rejected')).toMatchObject(n8n.forwardsAllOutputs ? [{ json: leftOut }] : []);
}
