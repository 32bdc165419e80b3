import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { startConnectorScene, type ConnectorScene } from '../harness/connector-scene';
import {
  API_KEY,
  ASHA,
  contacts,
  fileItem,
  RAVI,
  startDirectScene,
  type DirectScene,
} from '../harness/direct-scene';
import type { Execution } from '../harness/execution';
import { createRun } from '../harness/node-scene';
import { CONNECTOR_KEY, createUpload, deliver, StandInConnector } from '../harness/stand-in-connector';
import { TestN8n } from '../harness/test-n8n';

const V2 = { typeVersion: 2 };
const REFUSED: Partial<Upload> = {
  state: 'rejected',
  outcome: { status: 'error', code: 'campaign_running', message: 'Campaign is running', source: 'reply' },
};
const NO_WAIT = { operation: 'upload', waitForOutcome: false };
const EACH_ITS_OWN = { ...NO_WAIT, campaignName: '={{ $json.to }}' };
const MEERA = { PhoneNumber: '9876543212', Name: 'Meera' };
const THREE = contacts({ ...ASHA, to: 'Diwali' }, { ...RAVI, to: 'Nope' }, { ...MEERA, to: 'Holi' });

const hintsOf = (execution: Execution) =>
  execution.finished.run.data.resultData.runData['Ozonetel']?.at(-1)?.hints?.map(({ message }) => message);

describe('n8n’s Retry, directly', () => {
  let scene: DirectScene;
  beforeEach(async () => {
    scene = await startDirectScene();
  });
  afterEach(() => scene.close());

  const sent = () => scene.simulator.requestLog.uploads().map(({ campaignName }) => campaignName);

  it('sends no upload again that went well', async () => {
    const failed = await scene.run(EACH_ITS_OWN, THREE, V2);
    const retried = await scene.n8n.retry(failed);
    await scene.simulator.idle();
    expect(retried.finished.error?.message).toBe('Ozonetel has no campaign of this name');
    expect(sent()).toEqual(['Diwali', 'Nope', 'Nope']);
  });

  it('sends no file of several again that went well, and says so', async () => {
    scene.simulator.faults.add({ fault: 'limit-exhausted', campaignName: 'Holi', times: 1 });
    const failed = await scene.run(
      { ...NO_WAIT, campaignName: '={{ $itemIndex === 0 ? "Diwali" : "Holi" }}' },
      [fileItem('PhoneNumber\n9876543210\n', 'a.csv'), fileItem('PhoneNumber\n9876543211\n', 'b.csv')],
      V2,
    );
    const retried = await scene.n8n.retry(failed);
    await scene.simulator.idle();
    expect(sent()).toEqual(['Diwali', 'Holi', 'Holi']);
    expect(hintsOf(retried)).toEqual([
      'Execution 1, which this one retries, has sent the upload to Diwali already: it was not sent again.',
    ]);
    expect(retried.finished.outputs[0]).toMatchObject([
      { json: { state: 'processing', campaignName: 'Diwali' } },
      { json: { state: 'processing', campaignName: 'Holi' } },
    ]);
  });

  it('sends nothing again of which nobody knows whether it is in', async () => {
    scene.simulator.faults.add({ fault: 'reply-500', campaignName: 'Diwali', times: 1 });
    const failed = await scene.run(EACH_ITS_OWN, THREE, V2);
    await scene.n8n.retry(failed);
    await scene.simulator.idle();
    expect(sent().filter((name) => name === 'Diwali')).toHaveLength(1);
  });

  it('goes on with unconfirmed where it retries an execution that was stopped during its wait', async () => {
    scene.simulator.faults.add({ fault: 'callback-dropped' });
    const asleep = await scene.run({ operation: 'upload' }, contacts(ASHA), V2);
    expect(asleep.isAsleep).toBe(true);
    const { outputs } = (await scene.n8n.retry(asleep)).finished;
    expect(outputs[0]).toMatchObject([{ json: { state: 'unconfirmed', code: 'no_callback' } }]);
    expect(sent()).toEqual(['Diwali']);
  });

  it('sends nothing of an upload that a corrected campaign name joins with one that was sent', async () => {
    const items = contacts({ ...ASHA, to: 'Diwali' }, { ...RAVI, to: 'Nope' });
    const failed = await scene.run(EACH_ITS_OWN, items, V2);
    const { error } = (await scene.n8n.retry(failed, { campaignName: 'Diwali' })).finished;
    expect(error).toMatchObject({
      message: 'Some of these contacts were sent already',
      description: expect.stringContaining('has sent item 1 to Diwali') as string,
    });
    expect(sent()).toEqual(['Diwali', 'Nope']);
  });

  it('sends no contacts again of which only the operation has changed', async () => {
    const items = contacts({ ...ASHA, to: 'Diwali' }, { ...RAVI, to: 'Nope' });
    const failed = await scene.run(EACH_ITS_OWN, items, V2);
    const { error } = (await scene.n8n.retry(failed, { operation: 'start' })).finished;
    expect(error?.message).toBe('Some of these contacts were sent already');
    expect(sent()).toEqual(['Diwali', 'Nope']);
  });

  it('names the execution that has sent an upload, also when it is pressed twice', async () => {
    for (const campaignName of ['Diwali', 'Holi'])
      scene.simulator.faults.add({ fault: 'limit-exhausted', campaignName, times: 1 });
    const items = contacts({ ...ASHA, to: 'Diwali' }, { ...RAVI, to: 'Holi' });
    const failed = await scene.run(EACH_ITS_OWN, items, V2);
    const second = await scene.n8n.retry(failed);
    const third = await scene.n8n.retry(second);
    await scene.simulator.idle();
    expect(sent()).toEqual(['Diwali', 'Diwali', 'Holi', 'Holi']);
    expect(hintsOf(third)).toEqual([
      'Execution 2, which this one retries, has sent the upload to Diwali already: it was not sent again.',
    ]);
  });

  it('is another thing than a new execution, which sends everything', async () => {
    await scene.run(EACH_ITS_OWN, THREE, V2);
    await scene.run(EACH_ITS_OWN, THREE, V2);
    await scene.simulator.idle();
    expect(sent()).toEqual(['Diwali', 'Nope', 'Diwali', 'Nope']);
  });
});

describe('an error of one upload among several', () => {
  it('says which it is about, what was sent before it, and what was not sent', async () => {
    const scene = await startDirectScene();
    const { error } = (await scene.run(EACH_ITS_OWN, THREE, V2)).finished;
    await scene.close();
    expect(error?.message).toBe('Ozonetel has no campaign of this name');
    expect(error?.description?.split('<br>\n').slice(-3)).toEqual([
      'This is about Nope (item 2).',
      'Sent before it: Diwali (item 1). n8n’s Retry does not send that again; a new execution does.',
      'Not sent: Holi (item 3).',
    ]);
  });

  it('says so of the first one, too', async () => {
    const scene = await startDirectScene();
    const items = contacts({ ...ASHA, to: 'Nope' }, { ...RAVI, to: 'Diwali' });
    const { error } = (await scene.run(EACH_ITS_OWN, items, V2)).finished;
    await scene.close();
    expect(error?.description).toMatch(/Nothing was sent before it\.<br>\nNot sent: Diwali \(item 2\)\.$/);
  });

  it('says nothing of the kind where there is one upload only', async () => {
    const scene = await startDirectScene();
    const { error } = (await scene.run({ ...NO_WAIT, campaignName: 'Nope' }, contacts(ASHA, RAVI), V2))
      .finished;
    await scene.close();
    expect(error?.description).not.toMatch(/sent before|This is about/);
  });
});

describe('n8n’s Retry, through the connector', () => {
  let scene: ConnectorScene;
  beforeEach(async () => {
    scene = await startConnectorScene();
  });
  afterEach(() => scene.close());

  const sent = () => scene.connector.uploads.map(({ request }) => request.campaignName);

  /** Falls asleep, and is woken with a refusal. */
  const refuseDuringWait = async (execution: Execution) => {
    expect(execution.isAsleep).toBe(true);
    const { request } = scene.connector.uploads.at(-1)!;
    const data = { ...createUpload({ campaignName: request.campaignName, action: undefined }), ...REFUSED };
    await deliver(request.notifyUrl!, request.notifySecret!, { type: 'upload.rejected', data });
    await execution.awake();
    return execution;
  };

  it('makes an upload anew that was refused during the wait, with all its contacts', async () => {
    const failed = await refuseDuringWait(
      await scene.run({ operation: 'upload', campaignName: '={{ $json.to }}' }, THREE.slice(0, 1), V2),
    );
    expect(failed.finished.error?.message).toBe('The campaign is running or busy with another upload');
    const retried = await scene.n8n.retry(failed);
    expect(retried.finished.error).toBeUndefined();
    expect(retried.isAsleep).toBe(true);
    const [first, second] = scene.connector.uploads;
    expect(second?.file).toEqual(first?.file);
    expect(second?.request.campaignName).toBe('Diwali');
    expect(second?.key).not.toBe(first?.key);
  });

  it('makes it anew with the one item that a node with Execute Once takes', async () => {
    const node = { ...V2, executeOnce: true };
    const failed = await refuseDuringWait(
      await scene.run({ operation: 'upload' }, contacts(ASHA, RAVI), node),
    );
    await scene.n8n.retry(failed);
    const [first, second] = scene.connector.uploads;
    expect(second?.file?.text).toBe('PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n');
    expect(second?.file).toEqual(first?.file);
  });

  it('says that the workflow is to be started again where n8n has not kept the input', async () => {
    const failed = await refuseDuringWait(await scene.run({ operation: 'upload' }, contacts(ASHA), V2));
    delete failed.finished.run.data.resultData.runData['Items'];
    const { error } = (await scene.n8n.retry(failed)).finished;
    expect(error).toMatchObject({
      message: 'Retry cannot repeat this upload',
      description: expect.stringContaining('start the workflow again') as string,
    });
    expect(scene.connector.uploads).toHaveLength(1);
  });

  it('can be pressed as often as an upload is refused', async () => {
    const failed = await refuseDuringWait(await scene.run({ operation: 'upload' }, contacts(ASHA, RAVI), V2));
    const again = await refuseDuringWait(await scene.n8n.retry(failed));
    expect(again.finished.error?.message).toBe('The campaign is running or busy with another upload');
    const third = await scene.n8n.retry(again);
    expect(third.isAsleep).toBe(true);
    expect(scene.connector.uploads).toHaveLength(3);
    expect(new Set(scene.connector.uploads.map(({ file }) => file?.text)).size).toBe(1);
  });

  it('makes no upload again that the connector has taken, and what was refused anew', async () => {
    scene.connector.checked = { state: 'processing' };
    scene.connector.answers.push(
      {
        status: 202,
        body: createUpload({ id: 'upl_a', campaignName: 'Diwali', action: undefined, state: 'processing' }),
      },
      { status: 202, body: createUpload({ ...REFUSED, campaignName: 'Nope', action: undefined }) },
    );
    scene.connector.store(
      createUpload({ id: 'upl_a', campaignName: 'Diwali', action: undefined, state: 'processing' }),
    );
    const failed = await scene.run(EACH_ITS_OWN, THREE, V2);
    expect(failed.finished.error?.description).toContain('Sent before it: Diwali (item 1).');
    const retried = await scene.n8n.retry(failed);
    expect(retried.finished.error).toBeUndefined();
    expect(sent()).toEqual(['Nope', 'Holi']);
    expect(retried.finished.outputs[0]).toMatchObject([
      { json: { uploadId: 'upl_a', campaignName: 'Diwali' } },
      { json: { campaignName: 'Nope' } },
      { json: { campaignName: 'Holi' } },
    ]);
  });

  it('makes an upload that was only checked before', async () => {
    scene.connector.checked = { state: 'succeeded', dryRun: true };
    scene.connector.answers.push(
      {
        status: 202,
        body: createUpload({ campaignName: 'Diwali', action: undefined, state: 'succeeded', dryRun: true }),
      },
      { status: 202, body: createUpload({ ...REFUSED, campaignName: 'Nope', action: undefined }) },
    );
    const failed = await scene.run(
      { ...EACH_ITS_OWN, additionalOptions: { dryRun: true } },
      THREE.slice(0, 2),
    );
    expect(failed.finished.error).toBeDefined();
    scene.connector.checked = { state: 'processing' };
    const retried = await scene.n8n.retry(failed, { additionalOptions: {} });
    expect(retried.finished.error).toBeUndefined();
    expect(sent()).toEqual(['Diwali', 'Nope']);
    expect(hintsOf(retried)).toEqual([]);
  });

  it('never makes an upload again of which parts are in', async () => {
    const taken = createUpload({
      id: 'upl_a',
      campaignName: 'Diwali',
      action: undefined,
      state: 'processing',
    });
    scene.connector.checked = { state: 'processing' };
    scene.connector.answers.push(
      { status: 202, body: taken },
      { status: 202, body: createUpload({ ...REFUSED, campaignName: 'Nope', action: undefined }) },
    );
    let failed = await scene.run(EACH_ITS_OWN, THREE, V2);
    const part = { firstRow: 1, lastRow: 50_000, rows: 50_000 };
    scene.connector.store({
      ...taken,
      state: 'failed',
      outcome: { status: 'error', code: 'upload_failed', message: 'Data upload failed', source: 'callback' },
      parts: [
        { ...part, number: 1, state: 'succeeded' },
        { ...part, number: 2, state: 'failed' },
      ],
    });
    for (let press = 0; press < 2; press += 1) {
      failed = await scene.n8n.retry(failed);
      expect(failed.finished.error?.message).toBe('Ozonetel could not load the contacts');
    }
    expect(sent()).toEqual([]);
  });

  it('repeats an upload whose answer was lost with the same key, so that one results', async () => {
    scene.connector.answers.push({ status: 202, body: { what: 'this is no upload' } });
    const failed = await scene.run(NO_WAIT, contacts(ASHA), V2);
    expect(failed.finished.error?.message).toBe('The connector returned an unexpected response');
    scene.connector.answers.push({
      status: 409,
      body: { code: 'conflict', title: 'The key was used for another request', detail: 'Use another key.' },
    });
    const { error } = (await scene.n8n.retry(failed)).finished;
    expect(error?.description).toMatch(/has this upload already.*Get Many/s);
    expect(scene.connector.uploads).toEqual([]);
  });
});

describe('n8n’s Retry, after Connect Via was changed', () => {
  it('sends through the connector only what was not sent directly', async () => {
    const direct = await startDirectScene();
    const connector = await StandInConnector.start();
    const n8n = await TestN8n.start({
      ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: direct.simulator.uploadUrl },
      ozonetelConnectorApi: { baseUrl: connector.url, apiKey: CONNECTOR_KEY },
    });
    connector.checked = { state: 'processing' };
    direct.simulator.faults.add({ fault: 'limit-exhausted', campaignName: 'Holi', times: 1 });
    const items = contacts({ ...ASHA, to: 'Diwali' }, { ...RAVI, to: 'Holi' });
    const failed = await createRun(n8n, {})(EACH_ITS_OWN, items, V2);
    expect(failed.finished.error?.message).toMatch(/one request a minute/);
    const retried = await n8n.retry(failed, { mode: 'connector' });
    expect(retried.finished.error).toBeUndefined();
    expect(connector.uploads.map(({ request }) => request.campaignName)).toEqual(['Holi']);
    expect(retried.finished.outputs[0]).toMatchObject([
      { json: { campaignName: 'Diwali', state: 'processing' } },
      { json: { campaignName: 'Holi' } },
    ]);
    await Promise.all([n8n.close(), connector.close(), direct.close()]);
  });
});
