import { startConnectorScene, type ConnectorScene } from '../harness/connector-scene';
import { createUpload } from '../harness/stand-in-connector';

let scene: ConnectorScene;

beforeEach(async () => {
  scene = await startConnectorScene();
});
afterEach(() => scene.close());

const run = (parameters: object, items = [{ json: {} }], node = {}) =>
  scene.run({ resource: 'upload', ...parameters }, items, node);

const stored = (index: number, campaignName = 'Diwali') =>
  createUpload({
    id: `upl_${index}`,
    campaignName,
    action: 'start',
    state: index % 2 === 0 ? 'failed' : 'succeeded',
  });

describe('Get', () => {
  it('tells an upload, simplified or raw', async () => {
    scene.connector.store(stored(1));
    const simplified = await run({ operation: 'get', uploadId: 'upl_1' });
    expect(simplified.finished.outputs[0]).toEqual([
      {
        json: { uploadId: 'upl_1', state: 'succeeded', campaignName: 'Diwali', action: 'start' },
        pairedItem: { item: 0 },
      },
    ]);
    const raw = await run({ operation: 'get', uploadId: 'upl_1', simplify: false });
    expect(raw.finished.outputs[0]).toMatchObject([{ json: { id: 'upl_1', username: 'acme' } }]);
  });

  it('gives the rejected contacts as they were, without the signs that guard a spreadsheet', async () => {
    scene.connector.store(stored(1));
    scene.connector.rejectedFiles.set(
      'upl_1',
      '\uFEFFrow,reason,PhoneNumber,Name\r\n2,The phone number has no digit.,call me,"\'=Meera, M"\r\n',
    );
    const execution = await run({ operation: 'get', uploadId: 'upl_1', includeRejected: true });
    expect(execution.finished.outputs[1]).toEqual([
      {
        json: { row: 2, reason: 'The phone number has no digit.', PhoneNumber: 'call me', Name: '=Meera, M' },
        pairedItem: { item: 0 },
      },
    ]);
  });

  it('of what is not there is an error about its item, or data with continue-on-fail', async () => {
    scene.connector.store(stored(1));
    const items = [{ json: { id: 'upl_1' } }, { json: { id: 'upl_9' } }];
    const parameters = { operation: 'get', uploadId: '={{ $json.id }}' };
    const execution = await run(parameters, items);
    expect(execution.finished.error).toMatchObject({
      message: 'Not found',
      description: 'There is no upload upl_9.',
      context: { itemIndex: 1 },
    });
    const continued = await run(parameters, items, { onError: 'continueRegularOutput' });
    expect(continued.finished.outputs[0]).toMatchObject([
      { json: { uploadId: 'upl_1' }, pairedItem: { item: 0 } },
      { json: { message: 'There is no upload upl_9.' }, pairedItem: { item: 1 } },
    ]);
  });

  it('of no ID says what to fill in', async () => {
    const execution = await run({ operation: 'get', uploadId: '={{ $json.id ?? "" }}' });
    expect(execution.finished.error).toMatchObject({ message: 'The upload has no ID' });
    expect(scene.connector.calls).toEqual([]);
  });
});

describe('Cancel', () => {
  it('cancels an upload that waits, and one that is canceled already', async () => {
    scene.connector.store(createUpload({ id: 'upl_1', campaignName: 'Diwali', action: undefined }));
    for (let time = 0; time < 2; time += 1) {
      const { outputs } = (await run({ operation: 'cancel', uploadId: 'upl_1' })).finished;
      expect(outputs[0]).toEqual([
        {
          json: { uploadId: 'upl_1', state: 'canceled', campaignName: 'Diwali' },
          pairedItem: { item: 0 },
        },
      ]);
    }
  });

  it('of an upload that was sent says that its contacts remain in the campaign, and what stops the dialing', async () => {
    scene.connector.store(stored(1));
    const execution = await run({ operation: 'cancel', uploadId: 'upl_1' });
    expect(execution.finished.error).toMatchObject({
      description: expect.stringMatching(
        /canceled while nothing of it was sent[^]*remain in the campaign[^]*Campaign: Stop/,
      ) as string,
      httpCode: '409',
    });
  });

  it('of no ID says what to fill in, and sends nothing', async () => {
    const execution = await run({ operation: 'cancel', uploadId: '={{ $json.id ?? "" }}' });
    expect(execution.finished.error).toMatchObject({ message: 'The upload has no ID' });
    expect(scene.connector.calls).toEqual([]);
  });
});

describe('Get Many', () => {
  it('reads as many pages as the limit needs, and no more', async () => {
    for (let index = 0; index < 250; index += 1) scene.connector.store(stored(index));
    const some = await run({ operation: 'getAll', limit: 150 });
    expect(some.finished.outputs[0]).toHaveLength(150);
    expect(scene.connector.calls).toHaveLength(2);
    const all = await run({ operation: 'getAll', returnAll: true });
    expect(all.finished.outputs[0]).toHaveLength(250);
  });

  it('filters by campaign and state', async () => {
    for (let index = 0; index < 4; index += 1)
      scene.connector.store(stored(index, index < 2 ? 'Diwali' : 'Holi'));
    const execution = await run({ operation: 'getAll', filters: { campaignName: 'Holi', state: 'failed' } });
    expect(execution.finished.outputs[0]).toMatchObject([
      { json: { uploadId: 'upl_2', campaignName: 'Holi', state: 'failed' } },
    ]);
  });
});

describe('Get Unsent Contacts', () => {
  it('gives the contacts of an upload as they would have been sent, ready to be uploaded again', async () => {
    scene.connector.answers.push({
      status: 200,
      body: 'PhoneNumber,"A note,\nof two lines"\r\n009871,\'=1+1\r\n,"no, number"\r\n',
    });
    const { outputs } = (await run({ operation: 'getUnsent', uploadId: 'upl_1' })).finished;
    expect(scene.connector.calls).toEqual(['GET /v1/uploads/upl_1/unsent.csv']);
    expect(outputs[0]).toEqual([
      { json: { PhoneNumber: '009871', 'A note,\nof two lines': "'=1+1" }, pairedItem: { item: 0 } },
      { json: { PhoneNumber: '', 'A note,\nof two lines': 'no, number' }, pairedItem: { item: 0 } },
    ]);
  });

  it('gives unconfirmed contacts only where they are asked for', async () => {
    scene.connector.answers.push({ status: 200, body: 'PhoneNumber\r\n9876543210\r\n' });
    const { outputs } = (await run({ operation: 'getUnsent', uploadId: 'upl_1', includeUnconfirmed: true }))
      .finished;
    expect(scene.connector.calls).toEqual(['GET /v1/uploads/upl_1/unsent.csv?include=unconfirmed']);
    expect(outputs[0]).toMatchObject([{ json: { PhoneNumber: '9876543210' } }]);
  });

  it('gives no contacts and no error where every one is in the campaign', async () => {
    const detail = 'Every row that could be sent was sent and loaded.';
    scene.connector.answers.push({
      status: 404,
      body: { code: 'not_found', status: 404, title: 'Not found', detail },
    });
    const { outputs, error } = (await run({ operation: 'getUnsent', uploadId: 'upl_1' })).finished;
    expect(error).toBeUndefined();
    expect(outputs[0]).toEqual([]);
  });

  it('names the option that gives contacts of which nobody knows whether they are in', async () => {
    const detail =
      'It is not known whether Ozonetel has loaded these rows. Look at the campaign; if they are not in, ask again with include=unconfirmed.';
    scene.connector.answers.push({
      status: 404,
      body: { code: 'not_found', status: 404, title: 'Not found', detail },
    });
    const { error } = (await run({ operation: 'getUnsent', uploadId: 'upl_1' })).finished;
    expect(error?.description).toMatch(/if they are not in, turn on Unconfirmed Contacts\.$/);
  });

  it('says in the connector’s words why there are none', async () => {
    const { error } = (await run({ operation: 'getUnsent', uploadId: 'upl_9' })).finished;
    expect(error?.description).toMatch(/There is no upload upl_9/);
  });
});
