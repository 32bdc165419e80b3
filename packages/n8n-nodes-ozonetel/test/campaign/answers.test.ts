import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultName } from '@ozonetel-bulk-upload/ozonetel-simulator';
import {
  API_KEY,
  ASHA,
  contacts,
  fileItem,
  RAVI,
  startDirectScene,
  type DirectScene,
} from '../harness/direct-scene';
import { TestN8n } from '../harness/test-n8n';

let scene: DirectScene;

beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

describe('a refusal of Ozonetel', () => {
  it.each([
    ['Nobody’s', 'Ozonetel has no campaign of this name', 'Campaign not found', 'campaign_not_found'],
    [
      'Running',
      'The campaign is running or busy with another upload',
      'Campaign is running',
      'campaign_running',
    ],
  ])(
    'of the campaign %s is an error with a title, the vendor’s words and what to do',
    async (campaignName, title, words, code) => {
      const execution = await scene.run({ operation: 'start', campaignName }, contacts(ASHA));
      expect(execution.finished.error).toMatchObject({
        name: 'NodeApiError',
        message: title,
        description: expect.stringContaining(`Ozonetel says: “${words}”.`) as string,
        context: { itemIndex: 0, upload: { state: 'rejected', code, message: words, campaignName } },
      });
    },
  );

  it('is data with continue-on-fail, of the same words', async () => {
    const execution = await scene.run({ operation: 'start', campaignName: 'Nobody’s' }, contacts(ASHA), {
      onError: 'continueRegularOutput',
    });
    const { outputs, error } = execution.finished;
    expect(error).toBeUndefined();
    expect(outputs[0]).toMatchObject([
      {
        json: {
          error: 'Ozonetel has no campaign of this name',
          message: expect.stringContaining('copy it from CloudAgent') as string,
          details: { state: 'rejected', code: 'campaign_not_found', campaignName: 'Nobody’s' },
        },
        pairedItem: { item: 0 },
      },
    ]);
  });

  it('goes to the error output where the node has one, the other uploads to theirs', async () => {
    const execution = await scene.run(
      { operation: 'upload', campaignName: '={{ $json.to }}' },
      contacts({ ...ASHA, to: 'Nobody’s' }, { ...RAVI, to: 'Diwali' }),
      { onError: 'continueErrorOutput' },
    );
    const [uploads, , errors] = execution.finished.outputs;
    expect(uploads).toMatchObject([{ json: { state: 'processing', campaignName: 'Diwali' } }]);
    expect(errors).toMatchObject([{ json: { error: 'Ozonetel has no campaign of this name' } }]);
  });

  it('of a wrong key names the setting that may be the reason', async () => {
    const { simulator } = scene;
    const n8n = await TestN8n.start({
      ozonetelApi: { userName: 'acme', apiKey: 'a-wrong-key', uploadUrl: simulator.uploadUrl },
    });
    const execution = await n8n.execute({
      parameters: { operation: 'upload', campaignName: 'Diwali' },
      items: contacts(ASHA),
    });
    await n8n.close();
    expect(execution.finished.error?.message).toBe('Ozonetel does not know this user name with this API key');
    expect(execution.finished.error?.description).toContain('API Authentication');
    expect(execution.stored).not.toContain('a-wrong-key');
  });

  it('for the minute being used is an error that names the ways out', async () => {
    scene.simulator.faults.add({ fault: 'limit-exhausted', times: 1 });
    const execution = await scene.run({ operation: 'upload' }, contacts(ASHA));
    expect(execution.finished.error?.message).toMatch(/one request a minute/);
    expect(execution.finished.error?.description).toMatch(/Wait for Next Minute/);
  });
});

describe('an answer that leaves open whether the contacts are in', () => {
  it.each<FaultName>(['reply-500', 'reply-html', 'reply-empty', 'connection-cut-after-request'])(
    '%s is the result unconfirmed, and no error that n8n would try again',
    async (fault) => {
      scene.simulator.faults.add({ fault });
      const execution = await scene.run({ operation: 'upload' }, contacts(ASHA), {
        retryOnFail: true,
        waitBetweenTries: 0,
      });
      await scene.simulator.idle();
      expect(execution.finished.error).toBeUndefined();
      expect(execution.finished.outputs[0]).toMatchObject([
        { json: { state: 'unconfirmed', advice: expect.stringContaining('Look at the campaign') as string } },
      ]);
      expect(scene.simulator.requestLog.received).toBe(1);
    },
  );
});

describe('n8n’s Retry On Fail', () => {
  it('sends what went well the first time not again', async () => {
    scene.simulator.faults.add({ fault: 'limit-exhausted', campaignName: 'Holi', times: 1 });
    const execution = await scene.run(
      { operation: 'upload', source: 'binary', campaignName: '={{ $itemIndex === 0 ? "Diwali" : "Holi" }}' },
      [fileItem('PhoneNumber\n9876543210\n', 'a.csv'), fileItem('PhoneNumber\n9876543211\n', 'b.csv')],
      { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
    );
    await scene.simulator.idle();
    expect(execution.finished.outputs[0]).toMatchObject([
      { json: { state: 'processing', campaignName: 'Diwali' } },
      { json: { state: 'processing', campaignName: 'Holi' } },
    ]);
    const sent = scene.simulator.requestLog.uploads().map(({ campaignName }) => campaignName);
    expect(sent).toEqual(['Diwali', 'Holi', 'Holi']);
  });
});

describe('a server that is not Ozonetel', () => {
  let server: Server | undefined;
  let n8n: TestN8n | undefined;
  afterEach(async () => {
    await n8n?.close();
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    server = undefined;
  });

  it('is not followed to where it redirects: the key and the contacts would go along', async () => {
    let visits = 0;
    server = createServer((request, response) => {
      visits += 1;
      request.resume();
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const port = await listen(server);
    n8n = await TestN8n.start({
      ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: `http://127.0.0.1:${port}/upload` },
    });
    await n8n.execute({ parameters: { operation: 'upload', campaignName: 'Diwali' }, items: contacts(ASHA) });
    expect(visits).toBe(1);
  });

  it('that is not there is an error: nothing was sent, and no secret is in it', async () => {
    server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    n8n = await TestN8n.start({
      ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: `http://127.0.0.1:${port}/upload` },
    });
    const execution = await n8n.execute({
      parameters: { operation: 'upload', campaignName: 'Diwali' },
      items: contacts(ASHA),
    });
    expect(execution.finished.error).toMatchObject({
      message: 'Ozonetel cannot be reached',
      description: expect.stringMatching(/ECONNREFUSED.*Nothing was sent/) as string,
      context: { itemIndex: 0 },
    });
    expect(execution.stored).not.toContain(API_KEY);
  });
});

describe('what n8n stores', () => {
  it('holds the API key nowhere, whatever happens', async () => {
    const executions = [
      await scene.run({ operation: 'upload' }, contacts(ASHA)),
      await scene.run({ operation: 'upload', campaignName: 'Nobody’s' }, contacts(ASHA)),
      await scene.run({ operation: 'stop', simplify: false }),
    ];
    for (const { stored } of executions) expect(stored).not.toContain(API_KEY);
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
