import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { activateTrigger, startedBy, type ActiveTrigger } from './harness/active-trigger';
import { itemsOf } from './harness/execution';
import { TRIGGER } from './harness/workflow';
import { ACCOUNT, type World } from './harness/world';
import { ASHA } from './operations';

/** n8n says that it is ready before it has published its workflows again, which takes long beside other work. */
const REGISTRATION_LIMIT_MS = 120_000;

export function describeTrigger(world: () => World): void {
  describe('direct', () => {
    it.each([1, 2])(
      'version %s starts a workflow with the callback, in many shapes, and filters',
      async (typeVersion) => {
        const { n8n } = world();
        const parameters = {
          mode: 'direct',
          events: ['succeeded'],
          filters: { campaignName: 'Diwali', username: 'acme' },
        };
        const { workflowId, path } = await activateTrigger(world(), parameters, { typeVersion });
        const callback = (campaign: string, message = 'Data uploaded successfully'): string =>
          JSON.stringify({ status: 'success', message, campaign, username: 'acme' });
        const form = new FormData();
        form.set('data', callback('Diwali'));
        const typed = (type: string): RequestInit => ({
          body: callback('Diwali'),
          headers: { 'content-type': type },
        });
        const wanted: RequestInit[] = [
          { body: callback('Diwali') },
          { body: Buffer.from(callback('Diwali')) },
          ...['application/json', 'application/x-www-form-urlencoded', 'nonsense'].map(typed),
          { body: new URLSearchParams({ data: callback('Diwali') }) },
          { body: form },
        ];
        // In later versions n8n answers 422 to these by itself.
        const mislabeled: RequestInit[] = [
          typed('text/xml'),
          { body: `data=${callback('Diwali')}`, headers: { 'content-type': 'application/json' } },
        ];
        if (typeVersion === 1) wanted.push(...mislabeled);
        const unwanted: RequestInit[] = [
          { body: callback('Holi') },
          { body: callback('Diwali').replace('acme', 'another user') },
          { body: JSON.stringify({ status: 'error', message: 'Data upload failed', campaign: 'Diwali' }) },
        ];
        for (const init of [...unwanted, ...wanted]) {
          expect((await n8n.post(path, init)).status).toBe(200);
        }
        const executions = await startedBy(world(), workflowId, wanted.length);
        for (const execution of executions) {
          expect(itemsOf(execution, TRIGGER)).toMatchObject([
            { json: { event: 'upload.succeeded', campaignName: 'Diwali', username: 'acme' } },
          ]);
        }
        expect(n8n.log).toMatch(/listens at a localhost address/);
      },
    );

    it('reports a failure with what to do, and what it cannot read as unconfirmed', async () => {
      const { n8n } = world();
      const { workflowId, path } = await activateTrigger(world(), { mode: 'direct' });
      const failure = {
        status: 'error',
        message: 'Data upload failed',
        campaign: 'Diwali',
        username: 'acme',
      };
      await n8n.post(path, { body: JSON.stringify(failure) });
      await startedBy(world(), workflowId, 1);
      await n8n.post(path, { body: '<html>Bad gateway</html>' });
      const [unread, failed] = await startedBy(world(), workflowId, 2);
      expect(itemsOf(failed!, TRIGGER)).toMatchObject([
        {
          json: {
            event: 'upload.failed',
            code: 'upload_failed',
            campaignName: 'Diwali',
            advice: expect.stringContaining('Look at the campaign') as string,
          },
        },
      ]);
      expect(itemsOf(unread!, TRIGGER)).toMatchObject([{ json: { event: 'upload.unconfirmed' } }]);
    });
  });

  describe('through the connector', () => {
    let campaignName: string;
    let trigger: ActiveTrigger;
    const mine = async () =>
      (await world().connector.subscriptions()).filter(({ url }) => url.endsWith(trigger.path));
    const registered = () =>
      pollUntil(async () => ((await mine()).length === 1 ? (await mine())[0] : undefined), {
        limitMs: REGISTRATION_LIMIT_MS,
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
      trigger = await activateTrigger(world(), { mode: 'connector', filters: { campaignName } });
      await registered();
    });

    it('registers once when it is activated, with its filters, and hears of an upload', async () => {
      expect(await mine()).toMatchObject([{ campaignName }]);
      const { id } = await upload();
      const [execution] = await startedBy(world(), trigger.workflowId, 1);
      expect(itemsOf(execution!, TRIGGER)).toMatchObject([
        { json: { event: 'upload.succeeded', uploadId: id, campaignName, username: ACCOUNT.userName } },
      ]);
    });

    it('listening for a test event leaves the production registration alone', async () => {
      const untilTestIs = (isListening: boolean) =>
        pollUntil(
          async () => {
            const urls = (await world().connector.subscriptions()).map(({ url }) => url);
            return urls.some((url) => url.includes('/webhook-test/')) === isListening ? true : undefined;
          },
          { limitMs: 60_000 },
        );
      await world().n8n.listenForTest(trigger.workflowId, TRIGGER);
      expect(await untilTestIs(true)).toBe(true);
      expect(await mine()).toHaveLength(1);
      const before = (await world().n8n.executions(trigger.workflowId)).length;
      await upload();
      const executions = await startedBy(world(), trigger.workflowId, before + 2);
      expect(
        executions
          .slice(0, 2)
          .map(({ mode }) => mode)
          .sort(),
      ).toEqual(['manual', 'webhook']);
      expect(await untilTestIs(false)).toBe(true);
      expect(await mine()).toHaveLength(1);
    });

    it('hears of uploads after a restart of n8n', async () => {
      const before = (await world().n8n.executions(trigger.workflowId)).length;
      await world().n8n.restart();
      await upload();
      await startedBy(world(), trigger.workflowId, before + 1);
      expect(await mine()).toHaveLength(1);
    });

    it('hears of uploads after a restart of the connector', async () => {
      const before = (await world().n8n.executions(trigger.workflowId)).length;
      await world().connector.restart();
      await upload();
      await startedBy(world(), trigger.workflowId, before + 1);
      expect(await mine()).toHaveLength(1);
    });

    it('registers again at the next start of n8n where the connector has forgotten it', async () => {
      const [lost] = await mine();
      await world().connector.forget(lost!.id);
      const before = (await world().n8n.executions(trigger.workflowId)).length;
      await world().n8n.restart();
      expect(await registered()).toMatchObject({ campaignName });
      await upload();
      await startedBy(world(), trigger.workflowId, before + 1);
    });

    it('is unregistered when it is deactivated', async () => {
      await world().n8n.deactivate(trigger.workflowId);
      const gone = await pollUntil(async () => ((await mine()).length === 0 ? true : undefined), {
        limitMs: REGISTRATION_LIMIT_MS,
      });
      expect(gone).toBe(true);
    });
  });
}
