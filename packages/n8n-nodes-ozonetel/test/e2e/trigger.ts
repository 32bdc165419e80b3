import { randomUUID } from 'node:crypto';
import { pollUntil } from '../../../../demo/src/process/poll-until';
import { createUpload, deliver } from '../harness/stand-in-connector';
import { itemsOf, type Execution } from './harness/n8n';
import { TRIGGER, triggerWorkflow } from './harness/workflow';
import { ACCOUNT, type World } from './harness/world';
import { ASHA } from './operations';

interface ActiveTrigger {
  readonly workflowId: string;
  readonly path: string;
}

export function describeTrigger(world: () => World): void {
  const activate = async (parameters: Record<string, unknown>): Promise<ActiveTrigger> => {
    const webhookId = randomUUID();
    const { n8n, credentials } = world();
    const workflowId = await n8n.createWorkflow(
      triggerWorkflow({
        webhookId,
        parameters,
        ...(parameters['mode'] === 'connector'
          ? { credentials: { ozonetelConnectorApi: credentials['ozonetelConnectorApi']! } }
          : {}),
      }),
    );
    await n8n.activate(workflowId);
    return { workflowId, path: `/webhook/${webhookId}/ozonetel` };
  };

  describe('direct', () => {
    it('starts a workflow with the callback, whatever its content type, and filters', async () => {
      const { n8n } = world();
      const { workflowId, path } = await activate({
        mode: 'direct',
        events: ['succeeded'],
        filters: { campaignName: 'Diwali' },
      });
      const callback = (campaign: string, message = 'Data uploaded successfully'): string =>
        JSON.stringify({ status: 'success', message, campaign, username: 'acme' });
      const bodies: RequestInit[] = [
        { body: callback('Diwali') },
        { body: callback('Diwali'), headers: { 'content-type': 'application/json' } },
        { body: new URLSearchParams({ data: callback('Diwali') }) },
        { body: callback('Holi') },
        { body: JSON.stringify({ status: 'error', message: 'Data upload failed', campaign: 'Diwali' }) },
      ];
      for (const init of bodies) expect((await n8n.post(path, init)).status).toBe(200);
      const executions = await waitForExecutions(world(), workflowId, 3);
      for (const execution of executions) {
        expect(itemsOf(execution, TRIGGER)).toMatchObject([
          { json: { event: 'upload.succeeded', campaignName: 'Diwali', username: 'acme' } },
        ]);
      }
      expect(n8n.log).toMatch(/listens at a localhost address/);
    });
  });

  describe('through the connector', () => {
    let campaignName: string;
    let trigger: ActiveTrigger;
    const mine = async () =>
      (await world().connector.subscriptions()).filter(({ url }) => url.endsWith(trigger.path));
    const registered = () =>
      pollUntil(async () => ((await mine()).length === 1 ? (await mine())[0] : undefined), {
        limitMs: 30_000,
      });
    /** An upload of which the trigger must hear; the campaign is stopped after each. */
    const upload = () =>
      world().connector.upload({
        account: { username: ACCOUNT.userName, apiKey: ACCOUNT.apiKey },
        campaignName,
        contacts: [ASHA],
      });

    beforeAll(async () => {
      campaignName = world().nextCampaign();
      trigger = await activate({ mode: 'connector', filters: { campaignName } });
      await registered();
    });

    it('registers once when it is activated, with its filters, and hears of an upload', async () => {
      expect(await mine()).toMatchObject([{ campaignName }]);
      const { id } = await upload();
      const [execution] = await waitForExecutions(world(), trigger.workflowId, 1);
      expect(itemsOf(execution!, TRIGGER)).toMatchObject([
        { json: { event: 'upload.succeeded', uploadId: id, campaignName, username: ACCOUNT.userName } },
      ]);
    });

    it('refuses what is not signed, what is old, and starts once for what comes twice', async () => {
      const { n8n } = world();
      const before = (await n8n.executions(trigger.workflowId)).length;
      const url = `${n8n.url}${trigger.path}`;
      const data = createUpload({ campaignName, state: 'failed', action: undefined });
      const secret = await secretOf(world(), trigger.workflowId);
      const event = { type: 'upload.failed', data, id: `evt_${randomUUID()}` } as const;
      expect((await fetch(url, { method: 'POST', body: JSON.stringify(event) })).status).toBe(401);
      const other = `whsec_${Buffer.alloc(32).toString('base64')}`;
      expect((await deliver(url, other, event)).status).toBe(401);
      expect((await deliver(url, secret, { ...event, sentAtMs: Date.now() - 3_600_000 })).status).toBe(401);
      expect((await deliver(url, secret, event)).status).toBe(200);
      await waitForExecutions(world(), trigger.workflowId, before + 1);
      expect((await deliver(url, secret, event)).status).toBe(200);
      // What comes later is taken, and the repeated one would have been taken before it.
      const later = { ...event, id: `evt_${randomUUID()}` };
      expect((await deliver(url, secret, later)).status).toBe(200);
      const executions = await waitForExecutions(world(), trigger.workflowId, before + 2);
      const eventIds = executions.map((execution) => itemsOf(execution, TRIGGER)[0]?.json['eventId']);
      expect(eventIds.slice(0, 2)).toEqual([later.id, event.id]);
    });

    it('listening for a test event leaves the production registration alone', async () => {
      await world().n8n.listenForTest(trigger.workflowId, TRIGGER);
      await pollUntil(
        async () =>
          (await world().connector.subscriptions()).some(({ url }) => url.includes('/webhook-test/'))
            ? true
            : undefined,
        { limitMs: 10_000 },
      );
      expect(await mine()).toHaveLength(1);
      const before = (await world().n8n.executions(trigger.workflowId)).length;
      await upload();
      const executions = await waitForExecutions(world(), trigger.workflowId, before + 2);
      expect(
        executions
          .slice(0, 2)
          .map(({ mode }) => mode)
          .sort(),
      ).toEqual(['manual', 'webhook']);
      expect(await mine()).toHaveLength(1);
    });

    it('hears of uploads after a restart of n8n', async () => {
      const before = (await world().n8n.executions(trigger.workflowId)).length;
      await world().n8n.restart();
      await upload();
      await waitForExecutions(world(), trigger.workflowId, before + 1);
      expect(await mine()).toHaveLength(1);
    });

    it('hears of uploads after a restart of the connector', async () => {
      const before = (await world().n8n.executions(trigger.workflowId)).length;
      await world().connector.restart();
      await upload();
      await waitForExecutions(world(), trigger.workflowId, before + 1);
      expect(await mine()).toHaveLength(1);
    });

    it('registers again at the next start of n8n where the connector has forgotten it', async () => {
      const [lost] = await mine();
      await world().connector.forget(lost!.id);
      const before = (await world().n8n.executions(trigger.workflowId)).length;
      await world().n8n.restart();
      expect(await registered()).toMatchObject({ campaignName });
      await upload();
      await waitForExecutions(world(), trigger.workflowId, before + 1);
    });

    it('is unregistered when it is deactivated', async () => {
      await world().n8n.deactivate(trigger.workflowId);
      const gone = await pollUntil(async () => ((await mine()).length === 0 ? true : undefined), {
        limitMs: 30_000,
      });
      expect(gone).toBe(true);
    });
  });
}

async function waitForExecutions(world: World, workflowId: string, count: number): Promise<Execution[]> {
  const found = await pollUntil(
    async () => {
      const ended = (await world.n8n.executions(workflowId)).filter(({ status }) => status === 'success');
      return ended.length >= count ? ended : undefined;
    },
    { limitMs: 60_000 },
  );
  if (found === undefined) throw new Error(`The trigger did not start ${count} executions.`);
  const eventIds = found.map((execution) => String(itemsOf(execution, TRIGGER)[0]?.json['eventId']));
  if (found.length > count)
    throw new Error(`Started ${found.length} times, not ${count}: ${eventIds.join(', ')}`);
  return found;
}

/** The secret of a registration, out of where n8n keeps it with the workflow. */
async function secretOf(world: World, workflowId: string): Promise<string> {
  const { staticData } = await world.n8n.getWorkflow(workflowId);
  const data = typeof staticData === 'string' ? (JSON.parse(staticData) as object) : staticData;
  return /whsec_[A-Za-z0-9+/=]+/.exec(JSON.stringify(data))?.[0] ?? '';
}
