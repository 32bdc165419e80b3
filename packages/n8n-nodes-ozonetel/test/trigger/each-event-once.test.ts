import { randomUUID } from 'node:crypto';
import { request as httpRequest, type ClientRequest } from 'node:http';
import type { INodeType } from 'n8n-workflow';
import type * as TriggerModule from '../../nodes/OzonetelTrigger/OzonetelTrigger.node';
import { DeduplicationTable } from '../harness/n8n-database';
import {
  CONNECTOR_KEY,
  createUpload,
  deliver,
  signEvent,
  StandInConnector,
  type SentEvent,
} from '../harness/stand-in-connector';
import { TestTrigger } from '../harness/test-trigger';

let table: DeduplicationTable;
let connector: StandInConnector;
let trigger: TestTrigger;
let processes: readonly INodeType[];
const others: TestTrigger[] = [];

/** The trigger as one n8n process has loaded it: what its modules keep in memory is its own. */
function loadTrigger(): INodeType {
  let type: INodeType | undefined;
  jest.isolateModules(() => {
    const path = '../../nodes/OzonetelTrigger/OzonetelTrigger.node';
    type = new (jest.requireActual<typeof TriggerModule>(path).OzonetelTrigger)();
  });
  return type!;
}

const credentials = () => ({ ozonetelConnectorApi: { baseUrl: connector.url, apiKey: CONNECTOR_KEY } });

beforeAll(async () => {
  table = await DeduplicationTable.install();
  processes = [loadTrigger(), loadTrigger(), loadTrigger()];
});
beforeEach(async () => {
  table.isDown = false;
  connector = await StandInConnector.start();
  trigger = await TestTrigger.start(credentials(), { mode: 'connector' });
  await trigger.hook('create');
});
afterEach(async () => {
  await Promise.all([trigger, ...others.splice(0)].map((one) => one.close()));
  await connector.close();
});

const secret = () => [...connector.subscriptions.values()][0]?.secret ?? '';
const createEvent = (id = `evt_${randomUUID()}`) => ({
  id,
  type: 'upload.failed' as const,
  data: createUpload({ campaignName: 'Diwali', state: 'failed', action: undefined }),
});
const send = async (event = createEvent()) => (await deliver(trigger.url, secret(), event)).status;
const startedIds = () => trigger.started.map(([item]) => item?.json['eventId']);

describe('an event whose workflow n8n could not start', () => {
  it('starts it when the connector delivers the event again', async () => {
    const event = createEvent();
    trigger.failures = 2;
    expect([await send(event), await send(event), await send(event)]).toEqual([500, 500, 200]);
    await trigger.idle();
    expect(startedIds()).toEqual([event.id]);
  });

  it('is neither lost nor taken for done when a second attempt comes before the first is answered', async () => {
    const event = createEvent();
    trigger.failures = 1;
    let cut: () => void = () => undefined;
    const isCut = new Promise<void>((resolve) => (cut = resolve));
    trigger.beforeCreation = () => isCut;
    const call = send(event);
    await connectorWaits(() => send(event), 503);
    trigger.beforeCreation = () => Promise.resolve();
    cut();
    expect(await call).toBe(500);
    expect(await send(event)).toBe(200);
    await trigger.idle();
    expect(startedIds()).toEqual([event.id]);
  });

  it('starts it although the caller hung up in the middle of the first call', async () => {
    const event = createEvent();
    let isReached: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (isReached = resolve));
    trigger.failures = 1;
    trigger.beforeCreation = async () => {
      isReached();
      hangUp.destroy();
      await new Promise((resolve) => hangUp.once('close', resolve));
    };
    const hangUp = openCall(event);
    await reached;
    trigger.beforeCreation = () => Promise.resolve();
    await connectorWaits(() => send(event), 200);
    await trigger.idle();
    expect(startedIds()).toEqual([event.id]);
  });

  it('starts it, and lists no execution that failed, although the caller hung up before n8n had read the first call', async () => {
    const event = createEvent();
    trigger.beforeWebhook = async () => {
      trigger.beforeWebhook = () => Promise.resolve();
      hangUp.destroy();
      await new Promise((resolve) => hangUp.once('close', resolve));
      // The server’s end of the connection closes after the caller’s.
      await connectorWaits(() => send(createEvent()), 200);
    };
    const hangUp = openCall(event);
    await connectorWaits(() => send(event), 200);
    await trigger.idle();
    expect(startedIds()).toContain(event.id);
    expect(trigger.errors).toEqual([]);
  });
});

describe('an event that comes again', () => {
  it('starts nothing after it was acknowledged', async () => {
    const event = createEvent();
    expect([await send(event), await send(event)]).toEqual([200, 200]);
    await trigger.idle();
    expect(startedIds()).toEqual([event.id]);
  });

  it('starts nothing in another n8n process, which asks the database', async () => {
    const [first, restarted] = await startWorkers(2);
    const item = { json: { eventId: randomUUID() } };
    await first!.execute(item);
    await restarted!.execute(item);
    expect([first!.started.length, restarted!.started.length]).toEqual([1, 0]);
  });

  it('is the same event still where n8n runs its execution anew, because a worker died', async () => {
    const [died, other] = await startWorkers(2);
    const item = { json: { eventId: randomUUID() } };
    await died!.execute(item, 'execution-1');
    await other!.execute(item, 'execution-1');
    expect(other!.started).toHaveLength(1);
  });

  it('starts one workflow alone, though two n8n processes take it in the same moment', async () => {
    const starts = await Promise.all(
      Array.from({ length: 15 }, async () => {
        const workers = await startWorkers(2);
        const item = { json: { eventId: randomUUID() } };
        await Promise.all(workers.map((worker) => worker.execute(item)));
        return workers.flatMap(({ started }) => started).length;
      }),
    );
    expect(starts).toEqual(Array<number>(15).fill(1));
  });

  it('starts a workflow, though two n8n processes take it in the same moment in the midst of a burst', async () => {
    const workers = await startWorkers(2);
    const ids = Array.from({ length: 40 }, () => randomUUID());
    await Promise.all(
      ids.flatMap((eventId) => workers.map((worker) => worker.execute({ json: { eventId } }))),
    );
    const started = workers.flatMap((worker) => worker.started.map(([item]) => item?.json['eventId']));
    expect(new Set(started)).toEqual(new Set(ids));
  });

  it('is let through while n8n’s database refuses to record it', async () => {
    table.isDown = true;
    await send();
    await trigger.idle();
    expect(trigger.started).toHaveLength(1);
    expect(trigger.errors).toEqual([]);
  });
});

describe('a burst of events', () => {
  it('starts each of them, the first two of a trigger at the same moment in two n8n processes included', async () => {
    for (let round = 0; round < 10; round += 1) {
      const workers = await startWorkers(2);
      await Promise.all(workers.map((worker) => worker.execute({ json: { eventId: randomUUID() } })));
      expect(workers.map(({ started, errors }) => [started.length, errors])).toEqual([
        [1, []],
        [1, []],
      ]);
    }
    expect(table.collisions.length).toBeGreaterThan(0);
  });

  it('loses no id, though three n8n processes write the same row at once', async () => {
    const workers = await startWorkers(3);
    const ids = Array.from({ length: 120 }, () => randomUUID());
    await Promise.all(ids.map((id, index) => workers[index % 3]!.execute({ json: { eventId: id } })));
    expect(workers.flatMap(({ started }) => started)).toHaveLength(120);
    const row = [...table.rows.values()].at(-1);
    expect(ids.filter((id) => row?.includes(id) !== true)).toEqual([]);
  });
});

/** One trigger in several n8n processes. */
async function startWorkers(count: number): Promise<TestTrigger[]> {
  const id = randomUUID();
  const workers = await Promise.all(
    processes
      .slice(0, count)
      .map((type) => TestTrigger.start(credentials(), { mode: 'connector' }, { type, id })),
  );
  others.push(...workers);
  return workers;
}

/** Delivers until the answer is the expected one, as the connector does. */
async function connectorWaits(attempt: () => Promise<number>, expected: number): Promise<void> {
  while ((await attempt()) !== expected);
}

function openCall(event: SentEvent): ClientRequest {
  const { headers, body } = signEvent(secret(), event);
  const call = httpRequest(trigger.url, { method: 'POST', headers });
  // It is we who hang up.
  call.on('error', () => undefined);
  call.end(body);
  return call;
}
