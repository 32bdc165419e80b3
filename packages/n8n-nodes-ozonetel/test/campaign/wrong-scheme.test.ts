import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ICredentialTestFunctions } from 'n8n-workflow';
import { testAccount } from '../../nodes/Ozonetel/test-account';
import { testConnector } from '../../nodes/shared/test-connector';
import { API_KEY, ASHA, contacts } from '../harness/direct-scene';
import { startSelfSigned, type SelfSignedServer } from '../harness/self-signed';
import { CONNECTOR_KEY } from '../harness/stand-in-connector';
import { TestN8n } from '../harness/test-n8n';

const USE_HTTP = 'This address does not speak https: use http:// instead.';
const USE_HTTPS = 'This address speaks https: use https:// instead of http://.';
const PERHAPS_HTTPS = 'If this address speaks https, it must begin with https://.';

/** Speaks plain http; and answers as nginx does at a port of https that is spoken to in plain. */
let plain: Server;
let tls: SelfSignedServer;

beforeAll(async () => {
  plain = createServer((request, response) => {
    request.resume();
    response
      .writeHead(400, { 'content-type': 'text/html' })
      .end('<center>The plain HTTP request was sent to HTTPS port</center>');
  });
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  tls = await startSelfSigned();
});
afterAll(async () => {
  plain.closeAllConnections();
  plain.close();
  await tls.close();
});

const plainUrl = (scheme: string) => `${scheme}://127.0.0.1:${(plain.address() as AddressInfo).port}`;

async function run(parameters: object, { baseUrl = '', uploadUrl = 'https://a.example/' }) {
  const n8n = await TestN8n.start({
    ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl },
    ozonetelConnectorApi: { baseUrl, apiKey: CONNECTOR_KEY },
  });
  const execution = await n8n.execute({
    parameters: { operation: 'upload', campaignName: 'Diwali', ...parameters },
    items: contacts(ASHA),
  });
  await n8n.close();
  return execution.finished;
}

it.each([
  ['https at a port of http', () => plainUrl('https'), USE_HTTP],
  ['http at a port of https', () => plainUrl('http'), USE_HTTPS],
])('an Upload URL with %s is told apart from an address that is away', async (_, url, advice) => {
  const { error } = await run({}, { uploadUrl: url() });
  expect(error?.message).toBe('Ozonetel cannot be reached');
  expect(error?.description).toMatch(`${advice} Nothing was sent.`);
});

it('a Base URL with the wrong scheme is told apart from a connector that is away', async () => {
  const list = { resource: 'upload', operation: 'getAll', mode: 'connector' };
  const descriptionOf = async (baseUrl: string) => (await run(list, { baseUrl })).error?.description;
  expect(await descriptionOf(plainUrl('https'))).toContain(USE_HTTP);
  expect(await descriptionOf(plainUrl('http'))).toContain(USE_HTTPS);
  expect(await descriptionOf(tls.url.replace('https', 'http'))).toContain(PERHAPS_HTTPS);
}, 60_000);

describe('the test of a credential names the scheme to use', () => {
  /** What n8n gives to a credential test: a client that throws where no answer comes. */
  const context = {
    helpers: {
      request: async ({
        uri,
        resolveWithFullResponse,
      }: {
        uri: string;
        resolveWithFullResponse?: boolean;
      }) => {
        const response = await fetch(uri);
        const body = await response.text();
        return resolveWithFullResponse === true ? { statusCode: response.status, body } : body;
      },
    },
  } as unknown as ICredentialTestFunctions;
  const decrypted = (data: Record<string, string>) => ({ id: '', name: '', type: '', data });

  it.each([
    ['https', USE_HTTP],
    ['http', USE_HTTPS],
  ])('for an address that begins with %s', async (scheme, advice) => {
    const url = plainUrl(scheme);
    const ofConnector = await testConnector.call(context, decrypted({ baseUrl: url, apiKey: CONNECTOR_KEY }));
    expect(ofConnector).toMatchObject({
      status: 'Error',
      message: expect.stringContaining(advice) as string,
    });
    const ofAccount = await testAccount.call(context, decrypted({ uploadUrl: url, apiKey: API_KEY }));
    expect(ofAccount).toMatchObject({ status: 'Error', message: expect.stringContaining(advice) as string });
  });
});
