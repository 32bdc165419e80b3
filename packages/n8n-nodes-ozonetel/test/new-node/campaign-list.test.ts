import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters, NodeOperationError } from 'n8n-workflow';
import { searchCampaigns } from '../../nodes/Ozonetel/resources/campaign/search-campaigns';
import { readFailedRequest } from '../../nodes/shared/failed-request';
import { API_KEY, startDirectScene, type DirectScene } from '../harness/direct-scene';
import { startSelfSigned } from '../harness/self-signed';
import { TestN8n } from '../harness/test-n8n';

let scene: DirectScene;
beforeEach(async () => (scene = await startDirectScene()));
afterEach(() => scene.close());

const DIRECTLY: INodeParameters = { mode: 'direct' };

it('the list of campaigns shows those that Ozonetel has for the account', async () => {
  const editor = scene.n8n.openEditor({ parameters: DIRECTLY });
  const { results } = await searchCampaigns.call(editor);
  expect(results.map(({ name }) => name).sort()).toEqual(['Diwali', 'Holi', 'Running']);
});

it('the list of campaigns is narrowed by what is typed, whatever the case', async () => {
  const editor = scene.n8n.openEditor({ parameters: DIRECTLY });
  const { results } = await searchCampaigns.call(editor, ' hol');
  expect(results).toEqual([{ name: 'Holi', value: 'Holi' }]);
});

/** The list of campaigns of a node in an n8n whose credentials have this address. */
async function failToList(address: string, mode = 'direct', key = API_KEY): Promise<NodeOperationError> {
  const n8n = await TestN8n.start({
    ozonetelApi: { userName: 'acme', apiKey: key, uploadUrl: address },
    ozonetelConnectorApi: { baseUrl: address, apiKey: API_KEY },
  });
  try {
    await searchCampaigns.call(n8n.openEditor({ parameters: { mode } }));
    throw new Error('There is a list.');
  } catch (error) {
    expect(JSON.stringify(error)).not.toContain(API_KEY);
    return error as NodeOperationError;
  } finally {
    await n8n.close();
  }
}

const NOBODY = 'http://127.0.0.1:9/upload';

describe('a list of campaigns that does not come says why, what to do, and the other way', () => {
  it.each<[string, string, RegExp, RegExp]>([
    ['nobody listens there', NOBODY, /cannot be reached/, /ECONNREFUSED.*may connect to 127\.0\.0\.1:9\./],
    [
      'there is no such host',
      'http://ozonetel.invalid/upload',
      /cannot be reached/,
      /(ENOTFOUND|EAI_AGAIN).*ozonetel\.invalid\./,
    ],
    ['the address is none', 'in1-ccaas', /Upload URL .* is not a web address/, /must begin with https:/],
  ])('%s', async (_, address, message, description) => {
    const error = await failToList(address);
    expect(error.message).toMatch(message);
    expect(error.description).toMatch(description);
    expect(error.description).toMatch(/Choose By Name/);
  });

  it('the certificate is not trusted', async () => {
    const server = await startSelfSigned();
    const error = await failToList(server.url);
    await server.close();
    expect(error.description).toMatch(/self-signed certificate.*Check Upload URL/);
  });

  it.each([
    [401, 'no', /does not know this user name with this API key/, /Compare both in the credential/],
    [404, '<html>Welcome</html>', /has no list of campaigns \(status 404\)/, /Check Upload URL/],
    [200, '<html>Welcome</html>', /has no list of campaigns \(status 200\)/, /Check Upload URL/],
    [503, 'away', /is not ready \(status 503\)/, /Try again in a moment/],
  ])('what answers says %s', async (status, body, message, description) => {
    const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const error = await failToList(`http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect(error.message).toMatch(message);
    expect(error.description).toMatch(description);
  });

  it('the key is wrong', async () => {
    const error = await failToList(scene.simulator.uploadUrl, 'direct', 'not-the-key');
    expect(error.message).toBe('Ozonetel does not know this user name with this API key');
  });

  it('the connector is away', async () => {
    const error = await failToList('http://127.0.0.1:9', 'connector');
    expect(error.message).toBe('The connector cannot be reached');
    expect(error.description).toMatch(/ECONNREFUSED.*nor is one beside n8n in Docker/);
  });
});

it('an answer that does not come in time is said in seconds', () => {
  const late = Object.assign(new Error('timeout of 15000ms exceeded'), { code: 'ECONNABORTED' });
  expect(readFailedRequest(late, NOBODY).reason).toBe('No answer came within 15 seconds (ECONNABORTED).');
});
