import { startConnectorScene, type ConnectorScene } from '../harness/connector-scene';
import { ASHA, contacts } from '../harness/direct-scene';
import { withFastClock } from '../harness/fast-clock';
import { startSelfSigned } from '../harness/self-signed';
import { CONNECTOR_KEY } from '../harness/stand-in-connector';
import { TestN8n } from '../harness/test-n8n';

let scene: ConnectorScene;

beforeEach(async () => {
  scene = await startConnectorScene();
});
afterEach(() => scene.close());

const UPLOAD = { operation: 'upload' };
const UNKNOWN = 'The upload may have been accepted. Check Get Many before you retry.';
const PAGE = '<html><h1>502 Bad Gateway</h1></html>';

const upload = (parameters: object = {}) =>
  withFastClock(() => scene.run({ ...UPLOAD, ...parameters }, contacts(ASHA)));

describe('an upload whose answer does not arrive', () => {
  it('is repeated in the same run with the same key, so that one upload results', async () => {
    scene.connector.cuts = 2;
    const { finished } = await upload();
    expect(finished.error).toBeUndefined();
    // As far as the upload has come when the request is repeated.
    expect(finished.outputs[0]).toMatchObject([{ json: { state: 'processing' } }]);
    expect(scene.connector.calls).toHaveLength(3);
    expect(scene.connector.uploads).toHaveLength(1);
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 524])(
    'is repeated after status %s of a proxy',
    async (status) => {
      scene.connector.answers.push({ status, body: PAGE });
      const { finished } = await upload();
      expect(finished.outputs[0]).toMatchObject([{ json: { state: 'accepted' } }]);
    },
  );

  it('is repeated no earlier than Retry-After asks for', async () => {
    const seconds = 7;
    scene.connector.answers.push({ status: 429, body: {}, headers: { 'retry-after': String(seconds) } });
    const times = await withFastClock(async () => {
      const before = Date.now();
      await scene.run(UPLOAD, contacts(ASHA));
      return Date.now() - before;
    });
    expect(times).toBeGreaterThanOrEqual(seconds * 1000);
  });

  it('ends as an error that says the upload may have been accepted', async () => {
    scene.connector.cuts = Infinity;
    const { finished, stored } = await upload();
    expect(finished.error).toMatchObject({
      message: 'The connector did not answer',
      description: expect.stringContaining(UNKNOWN) as string,
      context: { itemIndex: 0 },
    });
    expect(scene.connector.uploads).toHaveLength(1);
    expect(stored).not.toContain(CONNECTOR_KEY);
  });

  it('says so where the connector was away after an attempt that may have arrived', async () => {
    scene.connector.cuts = 1;
    scene.connector.answers.push(
      { status: 200, body: '' },
      ...Array<{ status: number; body: unknown }>(20).fill({ status: 503, body: PAGE }),
    );
    const { error } = (await upload()).finished;
    expect(error?.description).toContain(UNKNOWN);
  });

  it('of a proxy is reported as the proxy’s, and as unknown', async () => {
    for (let index = 0; index < 20; index += 1) scene.connector.answers.push({ status: 502, body: PAGE });
    const { error } = (await upload()).finished;
    expect(error).toMatchObject({
      message: 'Not the connector but another server answered, with status 502',
      description: expect.stringMatching(/proxy[^]*Base URL[^]*Check Get Many/) as string,
    });
    expect(error?.description).not.toContain('<html>');
  });
});

describe('a stop whose answer does not arrive', () => {
  it('is repeated in the same run with the same key, so that one stop results', async () => {
    scene.connector.cuts = 2;
    const { finished } = await upload({ operation: 'stop' });
    expect(finished.outputs[0]).toMatchObject([{ json: { state: 'processing', action: 'stop' } }]);
    expect(scene.connector.calls).toHaveLength(3);
    expect(scene.connector.uploads).toHaveLength(1);
  });

  it('ends as an error that says the stop may have been accepted', async () => {
    scene.connector.cuts = Infinity;
    const { error } = (await upload({ operation: 'stop' })).finished;
    expect(error?.description).toContain('The stop may have been accepted. Check Get Many before you retry.');
    expect(scene.connector.uploads).toHaveLength(1);
  });
});

describe('an upload that cannot have been accepted', () => {
  const failing = async (baseUrl: string) => {
    const n8n = await TestN8n.start({
      ozonetelApi: { userName: 'acme', apiKey: 'of-acme', uploadUrl: '' },
      ozonetelConnectorApi: { baseUrl, apiKey: CONNECTOR_KEY },
    });
    const execution = await withFastClock(() =>
      n8n.execute({
        parameters: { ...UPLOAD, mode: 'connector', campaignName: 'Diwali' },
        items: contacts(ASHA),
      }),
    );
    await n8n.close();
    return execution.finished.error;
  };

  it('because nobody listens is an error that says nothing was sent', async () => {
    const { url } = scene.connector;
    await scene.close();
    const error = await failing(url);
    expect(error).toMatchObject({
      message: 'The connector cannot be reached',
      description: expect.stringMatching(/ECONNREFUSED.*Nothing was sent/) as string,
    });
    expect(error?.description).not.toContain('Get Many');
    // The one that is closed after each test.
    scene = await startConnectorScene();
  });

  it.each([
    ['', 'It is empty'],
    ['connector.example.com', 'It must begin with https:// or http://'],
    ['htps://connector.example.com', 'It must begin with https:// or http://'],
    ['https:/connector.example.com', 'It must begin with https:// or http://'],
    ['https://connector example.com', 'It contains a space'],
    ['https://:3100', 'It is not a complete URL'],
    ['http://127.0.0.1:310000', 'It is not a complete URL'],
  ])('because the Base URL is “%s” says what is wrong with it', async (baseUrl, fault) => {
    expect(await failing(baseUrl)).toMatchObject({
      message: 'The Base URL in the credential is not a web address',
      description: expect.stringContaining(fault) as string,
    });
  });

  it('because the connector refuses it is told once, in the connector’s words', async () => {
    const body = {
      code: 'invalid_body',
      title: 'The request is not valid',
      detail: 'campaignName: too long',
    };
    scene.connector.answers.push({ status: 400, body });
    const { error } = (await upload()).finished;
    expect(error).toMatchObject({
      message: 'The request is not valid',
      description: 'Campaign Name: too long',
    });
    expect(scene.connector.calls).toHaveLength(1);
  });

  it('because the host does not exist says nothing was sent', async () => {
    expect(await failing('http://connector.invalid')).toMatchObject({
      message: 'The connector cannot be reached',
      description: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string,
    });
    expect((await failing('http://connector.invalid'))?.description).toContain('Nothing was sent.');
  });

  it('because its certificate is self-signed says nothing was sent', async () => {
    const server = await startSelfSigned();
    const error = await failing(server.url);
    await server.close();
    expect(error).toMatchObject({
      message: 'The connector cannot be reached',
      description: expect.stringMatching(/self-signed certificate.*Nothing was sent/) as string,
    });
    expect(server.requests()).toBe(0);
  });

  it('because TLS meets a server without it says nothing was sent', async () => {
    const error = await failing(scene.connector.url.replace('http:', 'https:'));
    expect(error).toMatchObject({
      message: 'The connector cannot be reached',
      description: expect.stringContaining('Nothing was sent') as string,
    });
    expect(scene.connector.calls).toEqual([]);
  });
});

describe('an Idempotency Key of one’s own', () => {
  it('makes one upload of two executions, as n8n’s Retry starts them', async () => {
    const parameters = { additionalOptions: { idempotencyKey: 'export-2026-11-28' } };
    await upload(parameters);
    await upload(parameters);
    expect(scene.connector.uploads).toMatchObject([{ key: 'export-2026-11-28' }]);
  });
});
