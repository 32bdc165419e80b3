import { randomUUID } from 'node:crypto';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import {
  CONNECTOR_KEY,
  createUpload,
  deliver,
  StandInConnector,
  type SentEvent,
} from '../harness/stand-in-connector';
import { activateTrigger, startedBy, type ActiveTrigger } from './harness/active-trigger';
import { itemsOf } from './harness/execution';
import { TRIGGER } from './harness/workflow';
import type { SingleProcess } from './harness/single-process';
import type { World } from './harness/world';

const OTHER_SECRET = `whsec_${Buffer.alloc(32).toString('base64')}`;

/** What a trigger makes of events, good ones and others, in the hands of a connector that sends what we like. */
export function describeTriggerEvents(world: () => World<SingleProcess>): void {
  let connector: StandInConnector;
  let credentialId: string;
  let trigger: ActiveTrigger;
  let started = 0;

  const url = (): string => `${world().n8n.url}${trigger.path}`;
  const registered = () => [...connector.subscriptions.values()].find((one) => one.url === url());
  const createEvent = (): SentEvent & { readonly id: string } => ({
    id: `evt_${randomUUID()}`,
    type: 'upload.failed',
    data: createUpload({ campaignName: 'Diwali', state: 'failed', action: undefined }),
  });
  const send = async (event: SentEvent, secret = registered()?.secret ?? ''): Promise<number> =>
    (await deliver(url(), secret, event)).status;
  const expectStartedBy = async (event: SentEvent): Promise<void> => {
    started += 1;
    const [latest] = await startedBy(world(), trigger.workflowId, started);
    expect(itemsOf(latest!, TRIGGER)).toMatchObject([{ json: { eventId: event.id } }]);
  };

  beforeAll(async () => {
    connector = await StandInConnector.start();
    const data = { baseUrl: connector.url, apiKey: CONNECTOR_KEY };
    credentialId = await world().n8n.createCredential('ozonetelConnectorApi', data);
    trigger = await activateTrigger(
      world(),
      { mode: 'connector' },
      {
        ozonetelConnectorApi: credentialId,
      },
    );
    const isRegistered = await pollUntil(() => (registered() === undefined ? undefined : true), {
      limitMs: 30_000,
    });
    if (isRegistered !== true) throw new Error('The trigger did not register.');
  });
  afterAll(() => connector.close());

  it('refuses what is not signed, signed by another, or old', async () => {
    const event = createEvent();
    const bare = await fetch(url(), { method: 'POST', body: JSON.stringify(event) });
    expect(bare.status).toBe(401);
    expect(await send(event, OTHER_SECRET)).toBe(401);
    expect(await send({ ...event, sentAtMs: Date.now() - 3_600_000 })).toBe(401);
    expect(await send(event)).toBe(200);
    await expectStartedBy(event);
  });

  it('takes an event once, however often it comes', async () => {
    const [event, later] = [createEvent(), createEvent()];
    expect(await send(event)).toBe(200);
    await expectStartedBy(event);
    expect(await send(event)).toBe(200);
    // What comes later is taken, and the repeated one would have been taken before it.
    expect(await send(later)).toBe(200);
    await expectStartedBy(later);
  });

  it('takes an event once, though n8n was restarted before it came again', async () => {
    const [event, later] = [createEvent(), createEvent()];
    expect(await send(event)).toBe(200);
    await expectStartedBy(event);
    await world().n8n.restart();
    expect(await send(event)).toBe(200);
    expect(await send(later)).toBe(200);
    await expectStartedBy(later);
  });

  it('acknowledges no event whose execution n8n cannot store, and takes it when it comes again', async () => {
    const event = createEvent();
    const unlock = world().n8n.deployment.lockDatabase();
    const status = await send(event).finally(unlock);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(await send(event)).toBe(200);
    await expectStartedBy(event);
  });

  it('goes on with another API key in the credential', async () => {
    const apiKey = 'another-key-of-the-connector';
    connector.apiKeys.add(apiKey);
    const data = { baseUrl: connector.url, apiKey };
    await world().n8n.changeCredential(credentialId, 'ozonetelConnectorApi', data);
    const event = createEvent();
    const earlier = registered()?.secret;
    // Signed by the secret that belongs to the key before: to be tried again.
    expect(await send(event)).toBe(503);
    expect(registered()?.secret).not.toBe(earlier);
    expect(await send(event)).toBe(200);
    await expectStartedBy(event);
  });
}
