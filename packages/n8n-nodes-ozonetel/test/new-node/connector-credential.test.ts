import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ICredentialTestFunctions } from 'n8n-workflow';
import { testConnector } from '../../nodes/shared/test-connector';
import { CONNECTOR_KEY, StandInConnector } from '../harness/stand-in-connector';

interface Request {
  readonly uri: string;
  readonly headers: Record<string, string>;
}

/** What n8n gives to a credential test, as far as this one uses it. */
const context = {
  helpers: {
    request: async ({ uri, headers }: Request) => {
      const response = await fetch(uri, { headers, redirect: 'manual' });
      return { statusCode: response.status, body: await response.text() };
    },
  },
} as unknown as ICredentialTestFunctions;

const test = (baseUrl: string, apiKey = CONNECTOR_KEY) =>
  testConnector.call(context, { id: '', name: '', type: '', data: { baseUrl, apiKey } });

let connector: StandInConnector;
let page: Server;
beforeEach(async () => {
  connector = await StandInConnector.start();
  page = createServer((_, response) => response.end('<html>Welcome</html>'));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await connector.close();
  page.closeAllConnections();
  await new Promise((resolve) => page.close(resolve));
});

it('a connector with this key is found', async () => {
  expect(await test(`${connector.url}/`)).toMatchObject({ status: 'OK' });
});

it('a wrong key is said to be compared with CONNECTOR_API_KEYS', async () => {
  expect(await test(connector.url, 'a-wrong-key-for-this-connector')).toMatchObject({
    status: 'Error',
    message: expect.stringMatching(/rejected this API key.*CONNECTOR_API_KEYS/) as string,
  });
});

it.each([
  ['an address without a scheme', () => 'connector.example.com', /must begin with https/],
  ['another web server', () => `http://127.0.0.1:${(page.address() as AddressInfo).port}`, /not a connector/],
  ['a port where nobody listens', () => 'http://127.0.0.1:9', /cannot be reached.*Check Base URL/],
])('%s is said to be wrong, with what to do', async (_, baseUrl, message) => {
  const result = await test(baseUrl());
  expect(result.status).toBe('Error');
  expect(result.message).toMatch(message);
});
