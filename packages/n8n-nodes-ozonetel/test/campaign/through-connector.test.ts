import { ACCOUNT_KEY, startConnectorScene, type ConnectorScene } from '../harness/connector-scene';
import { ASHA, contacts, fileItem, NO_DIGIT, RAVI } from '../harness/direct-scene';
import { CONNECTOR_KEY, createUpload } from '../harness/stand-in-connector';

let scene: ConnectorScene;

beforeEach(async () => {
  scene = await startConnectorScene();
});
afterEach(() => scene.close());

const received = () => scene.connector.uploads;

describe('an upload through the connector', () => {
  it('of items is one contact file, checked here already, with the account and an Idempotency-Key', async () => {
    const execution = await scene.run({ operation: 'start' }, contacts(ASHA, RAVI));
    expect(received()).toMatchObject([
      {
        request: {
          account: { username: 'acme', apiKey: ACCOUNT_KEY },
          campaignName: 'Diwali',
          action: 'start',
          invalidRows: 'fail',
          duplicates: 'keep',
        },
        key: expect.stringMatching(/^n8n-/) as string,
        file: {
          name: 'contacts.csv',
          text: 'PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n9876543211,Ravi\r\n',
        },
      },
    ]);
    // The connector's own setting holds.
    expect(received()[0]?.request.account).not.toHaveProperty('uploadUrl');
    expect(execution.finished.outputs[0]).toMatchObject([
      {
        json: { uploadId: expect.stringMatching(/^upl_/) as string, state: 'accepted', counts: { valid: 2 } },
        pairedItem: { item: 0 },
      },
    ]);
  });

  it('leaves invalid items out before it goes', async () => {
    const execution = await scene.run({ operation: 'upload', invalidRows: 'drop' }, contacts(ASHA, NO_DIGIT));
    expect(received()[0]?.file?.text).toBe('PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n');
    expect(execution.finished.outputs[1]).toMatchObject([
      { json: { row: 2, ...NO_DIGIT }, pairedItem: { item: 1 } },
    ]);
  });

  it('of a binary file goes as it is, with the rules for it', async () => {
    await scene.run(
      {
        operation: 'upload',
        source: 'binary',
        columns: { column: [{ source: 'Mobile No', target: 'PhoneNumber' }] },
        invalidRows: 'drop',
        additionalOptions: {
          agentIds: '101, 102',
          skills: 'Sales',
          campaignType: 'agentwise',
          duplicates: 'drop',
          split: true,
          format: 'xlsx',
          dryRun: true,
        },
      },
      [fileItem('Mobile No;Name\n1;Asha\n', 'crm.csv')],
    );
    expect(received()).toMatchObject([
      {
        request: {
          columns: { 'Mobile No': 'PhoneNumber' },
          agentIds: ['101', '102'],
          skills: ['Sales'],
          campaignType: 'agentwise',
          invalidRows: 'drop',
          duplicates: 'drop',
          split: true,
          format: 'xlsx',
          dryRun: true,
        },
        file: { name: 'crm.csv', text: 'Mobile No;Name\n1;Asha\n' },
      },
    ]);
  });

  it('of a URL is fetched by the connector, with the headers for it', async () => {
    await scene.run({
      operation: 'upload',
      source: 'url',
      fileUrl: 'https://crm.example.com/export.csv',
      additionalOptions: { fileHeaders: { header: [{ name: 'Authorization', value: 'Bearer of-the-crm' }] } },
    });
    expect(received()[0]).toMatchObject({
      request: {
        file: { url: 'https://crm.example.com/export.csv', headers: { Authorization: 'Bearer of-the-crm' } },
      },
    });
    expect(received()[0]?.file).toBeUndefined();
  });

  it('that stops a campaign carries no contacts', async () => {
    await scene.run({ operation: 'stop' }, contacts(ASHA, RAVI));
    expect(received()).toMatchObject([{ request: { campaignName: 'Diwali', action: 'stop' } }]);
    expect(received()[0]?.request.contacts).toBeUndefined();
  });

  it('that n8n tries again bears the same Idempotency-Key, another one another', async () => {
    scene.connector.answers.push({
      status: 503,
      body: { title: 'The connector is not taking requests now' },
    });
    const tries = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
    await scene.run({ operation: 'upload' }, contacts(ASHA), tries);
    expect(scene.connector.calls).toEqual(['POST /v1/uploads', 'POST /v1/uploads']);
    await scene.run({ operation: 'upload' }, contacts(ASHA), tries);
    const keys = received().map(({ key }) => key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(2);
  });

  it('that the connector has rejected already is an error of the same kind', async () => {
    const outcome = {
      status: 'error',
      code: 'file_unreachable',
      message: 'It answered 404.',
      source: 'check',
    } as const;
    const rejected = createUpload({ campaignName: 'Diwali', action: undefined, state: 'rejected', outcome });
    scene.connector.answers.push({ status: 202, body: rejected });
    const execution = await scene.run({
      operation: 'upload',
      source: 'url',
      fileUrl: 'https://a.example/b.csv',
    });
    expect(execution.finished.error).toMatchObject({
      message: 'The contact file could not be fetched',
      description: 'It answered 404.',
    });
  });

  it('is told raw on demand', async () => {
    const execution = await scene.run({ operation: 'upload', simplify: false }, contacts(ASHA));
    expect(execution.finished.outputs[0]).toMatchObject([
      {
        json: {
          id: expect.stringMatching(/^upl_/) as string,
          username: 'acme',
          createdAt: expect.any(String) as string,
        },
      },
    ]);
    expect(execution.finished.outputs[0]?.[0]?.json).not.toHaveProperty('uploadId');
  });
});

describe('what the connector refuses', () => {
  it('is an error in its words, with the labels of the node, about the item', async () => {
    const execution = await scene.run({ operation: 'upload' }, contacts({ ...ASHA, Name: 'x'.repeat(20) }));
    expect(execution.finished.error).toBeUndefined();
    scene.connector.answers.push({
      status: 400,
      body: {
        code: 'invalid_body',
        title: 'The request is invalid',
        detail: 'campaignName: is too long',
      },
    });
    const refused = await scene.run({ operation: 'upload' }, contacts(ASHA));
    expect(refused.finished.error).toMatchObject({
      message: 'The request is invalid',
      description: 'Campaign Name: is too long',
      context: { itemIndex: 0 },
    });
  });

  it('for the key names the credential to look at', async () => {
    scene.connector.apiKeys.clear();
    const { finished, stored } = await scene.run({ operation: 'upload' }, contacts(ASHA));
    expect(finished.error).toMatchObject({
      message: 'The connector rejected this API key',
      description: expect.stringContaining('Ozonetel Connector API') as string,
    });
    expect(stored).not.toContain(CONNECTOR_KEY);
    expect(stored).not.toContain(ACCOUNT_KEY);
  });

  it('as something that is no connector at all says where to look', async () => {
    scene.connector.answers.push({ status: 404, body: '<html>Not found</html>' });
    const { error } = (await scene.run({ operation: 'upload' }, contacts(ASHA))).finished;
    expect(error).toMatchObject({
      message: 'Not the connector but another server answered, with status 404',
      description: expect.stringContaining('Base URL') as string,
    });
  });
});
