import type { FaultName } from '@ozonetel-bulk-upload/ozonetel-simulator';
import {
  API_KEY,
  ASHA,
  contacts,
  NO_DIGIT,
  RAVI,
  startDirectScene,
  type DirectScene,
} from '../harness/direct-scene';
import type { IDataObject } from 'n8n-workflow';
import { startSilentVendor, type SilentVendor } from '../harness/silent-vendor';
import type { Execution } from '../harness/execution';
import { TestN8n } from '../harness/test-n8n';

const WAITING = { operation: 'start', waitForOutcome: true, waitLimitMinutes: 30 };

describe('waiting for the callback of the simulator', () => {
  let scene: DirectScene;
  beforeEach(async () => {
    scene = await startDirectScene({ processingMs: 100 });
  });
  afterEach(() => scene.close());

  it('sleeps, and goes on with the outcome', async () => {
    const execution = await scene.run(WAITING, contacts(ASHA, RAVI));
    expect(execution.isAsleep).toBe(true);
    await execution.awake();
    expect(execution.finished.outputs[0]).toMatchObject([
      {
        json: {
          state: 'succeeded',
          code: 'uploaded',
          campaignName: 'Diwali',
          action: 'start',
          counts: { sent: 2 },
        },
      },
    ]);
    expect(execution.finished.run.data.resultData.runData['Uploads']).toHaveLength(1);
  });

  it('hands on the contacts that were left out when it wakes', async () => {
    const execution = await scene.run({ ...WAITING, invalidRows: 'drop' }, contacts(ASHA, NO_DIGIT));
    await execution.awake();
    const { runData } = execution.finished.run.data.resultData;
    expect(runData['Rejected']?.[0]?.data?.['main']?.[0]).toMatchObject([{ json: { row: 2, ...NO_DIGIT } }]);
  });

  it('wakes from a sleep whose context of advice was stored under its earlier name', async () => {
    const execution = await scene.run({ ...WAITING, invalidRows: 'drop' }, contacts(ASHA, NO_DIGIT));
    const { contextData } = execution.finished.run.data.executionData!;
    const { adviceContext, ...rest } = contextData['node:Ozonetel']!['ozonetelWaiting'] as IDataObject;
    expect(adviceContext).toBeDefined();
    contextData['node:Ozonetel'] = { ozonetelWaiting: { ...rest, asked: adviceContext } };
    await execution.awake();
    expect(execution.finished.outputs[0]).toMatchObject([
      { json: { advice: expect.stringContaining('see the output Left Out') as string } },
    ]);
  });

  it.each(
    [1, 2].flatMap((typeVersion) =>
      (
        [
          'callback-form',
          'callback-data-field',
          'callback-multipart',
          'callback-without-content-type',
        ] satisfies FaultName[]
      ).map((fault) => ({ typeVersion, fault })),
    ),
  )(
    'reads a callback that comes as $fault to a node of version $typeVersion',
    async ({ typeVersion, fault }) => {
      scene.simulator.faults.add({ fault });
      const execution = await scene.run(WAITING, contacts(ASHA), { typeVersion });
      await execution.awake();
      expect(execution.finished.outputs[0]).toMatchObject([{ json: { state: 'succeeded' } }]);
    },
  );

  it('tells a failure as data, so that the workflow can branch', async () => {
    scene.simulator.faults.add({ fault: 'upload-failed' });
    const execution = await scene.run(WAITING, contacts(ASHA));
    await execution.awake();
    expect(execution.finished.error).toBeUndefined();
    expect(execution.finished.outputs[0]).toMatchObject([
      { json: { state: 'failed', code: 'upload_failed', title: 'Ozonetel could not load the contacts' } },
    ]);
  });

  it('takes the first of two callbacks', async () => {
    scene.simulator.faults.add({ fault: 'callback-doubled' });
    const execution = await scene.run(WAITING, contacts(ASHA));
    await execution.awake();
    await scene.simulator.idle();
    expect(execution.finished.run.data.resultData.runData['Uploads']).toHaveLength(1);
  });

  it('is unconfirmed when the limit passes without a word', async () => {
    scene.simulator.faults.add({ fault: 'callback-dropped' });
    const execution = await scene.run({ ...WAITING, invalidRows: 'drop' }, contacts(ASHA, NO_DIGIT));
    await scene.simulator.idle();
    expect(execution.waitTill?.getTime()).toBeGreaterThan(Date.now() + 29 * 60_000);
    await execution.timeOut();
    const { runData } = execution.finished.run.data.resultData;
    expect(runData['Uploads']?.[0]?.data?.['main']?.[0]).toMatchObject([
      { json: { state: 'unconfirmed', code: 'no_callback', campaignName: 'Diwali', counts: { sent: 1 } } },
    ]);
    expect(runData['Rejected']?.[0]?.data?.['main']?.[0]).toMatchObject([{ json: { row: 2 } }]);
  });

  it('does not sleep over what Ozonetel refused', async () => {
    const execution = await scene.run({ ...WAITING, campaignName: 'Nobody’s' }, contacts(ASHA));
    expect(execution.isAsleep).toBe(false);
    expect(execution.finished.error?.message).toBe('Ozonetel has no campaign of this name');
  });

  it('sleeps if the connection broke: the callback may come all the same', async () => {
    scene.simulator.faults.add({ fault: 'connection-cut-after-request' });
    const execution = await scene.run(WAITING, contacts(ASHA));
    await execution.awake();
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { state: 'succeeded' } }]);
  });

  it('says at once that a page is no answer of Ozonetel, and names Upload URL', async () => {
    scene.simulator.faults.add({ fault: 'reply-html' });
    scene.simulator.faults.add({ fault: 'callback-dropped' });
    const execution = await scene.run(WAITING, contacts(ASHA));
    const [run] = execution.finished.run.data.resultData.runData['Ozonetel'] ?? [];
    expect(run?.hints).toMatchObject([{ message: expect.stringContaining('Upload URL') as string }]);
    await execution.timeOut();
    expect(execution.finished.outputs[0]).toMatchObject([
      { json: { state: 'unconfirmed', message: expect.stringContaining('Upload URL') as string } },
    ]);
  });

  it.each(['It’s }} me', 'Upload "VIP" {{x}}', 'Back\\slash'])(
    'wakes a node that is called %s',
    async (name) => {
      const execution = await scene.run(WAITING, contacts(ASHA), { name });
      await execution.awake();
      const { runData } = execution.finished.run.data.resultData;
      expect(runData[name]?.at(-1)?.data?.['main']?.[0]).toMatchObject([{ json: { state: 'succeeded' } }]);
    },
  );

  it('does not sleep for a stop, whose reply is its outcome', async () => {
    const execution = await scene.run({ ...WAITING, operation: 'stop', campaignName: 'Running' });
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { state: 'succeeded', code: 'stopped' } }]);
  });
});

describe('callbacks that are not what was waited for', () => {
  let vendor: SilentVendor;
  let n8n: TestN8n;
  beforeEach(async () => {
    vendor = await startSilentVendor();
    n8n = await TestN8n.start({ ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: vendor.url } });
  });
  afterEach(async () => {
    await n8n.close();
    await vendor.close();
  });

  const asleep = async (): Promise<{ execution: Execution; callbackUrl: string }> => {
    const execution = await n8n.execute({
      parameters: { ...WAITING, campaignName: 'Diwali' },
      items: contacts(ASHA),
    });
    return { execution, callbackUrl: vendor.callbackUrls.at(-1)! };
  };
  const success = JSON.stringify({ status: 'success', message: 'Data uploaded successfully' });
  const post = async (url: string, body: string) => (await fetch(url, { method: 'POST', body })).status;

  it('a forged one is refused, and the node sleeps on until the true one comes', async () => {
    const { execution, callbackUrl } = await asleep();
    const forged = new URL(callbackUrl);
    forged.searchParams.set('token', 'f'.repeat(64));
    const bare = new URL(callbackUrl);
    bare.search = '';
    expect(await post(forged.toString(), success)).toBe(401);
    expect(await post(bare.toString(), success)).toBe(401);
    expect(execution.isAsleep).toBe(true);
    expect(await post(callbackUrl, success)).toBe(200);
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { state: 'succeeded' } }]);
  });

  it('one of an earlier upload does not end the wait for a later one', async () => {
    const first = await asleep();
    const second = await asleep();
    const stolen = new URL(second.callbackUrl);
    stolen.searchParams.set('token', new URL(first.callbackUrl).searchParams.get('token') ?? '');
    expect(await post(stolen.toString(), success)).toBe(401);
    expect(second.execution.isAsleep).toBe(true);
  });

  it.each([
    ['says nothing final', JSON.stringify({ status: 'success', message: 'Data processing' })],
    ['cannot be read', '<html>Bad gateway</html>'],
    ['succeeds with unknown words', JSON.stringify({ status: 'success', message: 'Lovely' })],
  ])('one that %s is acknowledged, and the node sleeps on', async (_, body) => {
    const { execution, callbackUrl } = await asleep();
    expect(await post(callbackUrl, body)).toBe(200);
    expect(execution.isAsleep).toBe(true);
  });

  it('what n8n stores while it sleeps wakes nobody: neither token nor key is in it', async () => {
    const { execution, callbackUrl } = await asleep();
    expect(execution.stored).not.toContain(new URL(callbackUrl).searchParams.get('token'));
    expect(execution.stored).not.toContain(API_KEY);
  });
});
