import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { API_KEY, ASHA, contacts } from '../harness/direct-scene';
import { startSelfSigned } from '../harness/self-signed';
import { TestN8n } from '../harness/test-n8n';

let received = 0;
let plain: Server;
let closing: NetServer;

beforeAll(async () => {
  plain = createHttpServer((request, response) => {
    received += 1;
    request.resume();
    response.writeHead(request.url === '/proxy' ? 407 : 200).end();
  });
  closing = createServer((socket) => socket.destroy());
  await Promise.all(
    [plain, closing].map((one) => new Promise<void>((done) => one.listen(0, '127.0.0.1', done))),
  );
});
afterAll(() => {
  plain.closeAllConnections();
  plain.close();
  closing.close();
});
beforeEach(() => {
  received = 0;
});

const portOf = (server: NetServer) => (server.address() as AddressInfo).port;

async function sendTo(uploadUrl: string) {
  const n8n = await TestN8n.start({ ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl } });
  const execution = await n8n.execute({
    parameters: { operation: 'upload', campaignName: 'Diwali' },
    items: contacts(ASHA),
  });
  await n8n.close();
  expect(execution.stored).not.toContain(API_KEY);
  return execution.finished;
}

describe('a request that cannot have been sent is an error, not “unconfirmed”', () => {
  it.each([
    '',
    'in1-ccaas.example',
    'htp://a.example/x',
    'http:/a.example',
    'ftp://a.example/',
    'http://',
    'http://a b/',
    'http://a.example:99999/',
  ])('where the Upload URL is “%s”', async (url) => {
    const { error } = await sendTo(url);
    expect(error?.message).toBe('The Upload URL in the credential is not a web address');
    expect(error?.description).toMatch(/Nothing was sent/);
  });

  it.each([
    ['TLS meets a server without it', () => `https://127.0.0.1:${portOf(plain)}/`, /use http:\/\/ instead/],
    [
      'the connection is cut during the TLS handshake',
      () => `https://127.0.0.1:${portOf(closing)}/`,
      /ECONNRESET/,
    ],
    ['the host does not exist', () => 'http://nowhere.invalid/', /host/],
    ['nobody listens', () => 'http://127.0.0.1:1/', /ECONNREFUSED/],
  ])('where %s', async (_, url, reason) => {
    const { error } = await sendTo(url());
    expect(error?.message).toBe('Ozonetel cannot be reached');
    expect(error?.description).toMatch(reason);
    expect(error?.description).toMatch(/Nothing was sent/);
    expect(received).toBe(0);
  });

  it('where the certificate is self-signed', async () => {
    const server = await startSelfSigned();
    const { error, outputs } = await sendTo(server.url);
    await server.close();
    expect(error?.message).toBe('Ozonetel cannot be reached');
    expect(error?.description).toMatch(/self-signed certificate.*Nothing was sent/);
    expect(outputs[0] ?? []).toEqual([]);
    expect(server.requests()).toBe(0);
  });

  it('where the proxy on the way asks for a login', async () => {
    const { error } = await sendTo(`http://127.0.0.1:${portOf(plain)}/proxy`);
    expect(error?.description).toMatch(/proxy.*407.*Nothing was sent/);
  });
});

it('a connection that is cut once it is made leaves the upload unconfirmed: the contacts may be in', async () => {
  const { error, outputs } = await sendTo(`http://127.0.0.1:${portOf(closing)}/`);
  expect(error).toBeUndefined();
  expect(outputs[0]).toMatchObject([{ json: { state: 'unconfirmed', code: 'connection_lost' } }]);
});
