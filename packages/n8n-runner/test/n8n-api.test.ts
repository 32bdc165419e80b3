import type { ServerResponse } from 'node:http';
import { errorOf, itemsOf } from '../src/n8n/execution';
import { N8nApi } from '../src/n8n/n8n-api';
import { createOwner, setUpN8n } from '../src/n8n/set-up-n8n';
import { answerJson, startStub, type StubRequest, type StubServer } from './stub-server';

let stub: StubServer;
afterEach(() => stub.close());

describe('setting n8n up', () => {
  const owner = createOwner();

  function answerSetUp({ path }: StubRequest, response: ServerResponse): void {
    if (path === '/rest/owner/setup') {
      response.setHeader('set-cookie', 'n8n-auth=token; Path=/; HttpOnly');
      answerJson(response, { data: {} });
    } else if (path === '/rest/api-keys/scopes') {
      answerJson(response, {
        data: ['workflow:create', 'credential:create', 'execution:read', 'user:delete'],
      });
    } else answerJson(response, { data: { rawApiKey: 'n8n_api_key' } });
  }

  it('makes the owner and a key that may do what is needed and no more', async () => {
    stub = await startStub(answerSetUp);
    expect(await setUpN8n(stub.url, owner)).toBe('n8n_api_key');
    const [setUp, , key] = stub.requests;
    expect(setUp?.body).toEqual(owner);
    expect(key?.headers).toMatchObject({
      cookie: 'n8n-auth=token',
      'browser-id': setUp?.headers['browser-id'],
    });
    expect(key?.body).toMatchObject({ scopes: ['workflow:create', 'credential:create', 'execution:read'] });
  });

  it('waits for a set-up that is not offered yet', async () => {
    let calls = 0;
    stub = await startStub((request, response) => {
      if (++calls < 3) response.writeHead(404).end('starting');
      else answerSetUp(request, response);
    });
    expect(await setUpN8n(stub.url, owner)).toBe('n8n_api_key');
  });

  it("tells n8n's own words where it refuses", async () => {
    stub = await startStub((_request, response) =>
      answerJson(response, { message: 'Instance owner already setup' }, 400),
    );
    await expect(setUpN8n(stub.url, owner)).rejects.toThrow(
      'n8n refused /rest/owner/setup with 400: {"message":"Instance owner already setup"}',
    );
  });

  it('makes up a password that n8n accepts, another one for each run', () => {
    expect(owner.password).toMatch(/^(?=.*[A-Z])(?=.*\d).{8,64}$/);
    expect(createOwner().password).not.toBe(owner.password);
  });
});

describe('the public API', () => {
  it('shows its key, and gives back the id of what it made', async () => {
    stub = await startStub((_request, response) => answerJson(response, { id: 'abc' }));
    const api = new N8nApi(stub.url, 'key');
    const workflow = { name: 'w', nodes: [], connections: {}, settings: {} };
    expect(await api.createWorkflow(workflow)).toBe('abc');
    expect(stub.requests[0]).toMatchObject({ method: 'POST', path: '/api/v1/workflows', body: workflow });
    expect(stub.requests[0]?.headers['x-n8n-api-key']).toBe('key');
  });

  it('fails with the status and the words of n8n, and without the key', async () => {
    stub = await startStub((_request, response) =>
      answerJson(response, { message: 'not a known type' }, 400),
    );
    const failure = new N8nApi(stub.url, 'secret-key').createCredential({ name: 'c', type: 't', data: {} });
    await expect(failure).rejects.toMatchObject({
      status: 400,
      message: 'n8n answered 400 to POST /credentials: {"message":"not a known type"}',
    });
  });

  const execution = (id: string, stoppedAt: string | null) => ({
    id,
    workflowId: 'w',
    status: stoppedAt === null ? 'running' : 'success',
    mode: 'webhook',
    stoppedAt,
  });

  it('waits for an execution that has ended and is not known yet', async () => {
    let calls = 0;
    stub = await startStub((_request, response) => {
      const stoppedAt = ++calls < 3 ? null : '2026-01-01T00:00:00.000Z';
      answerJson(response, { data: [execution('2', stoppedAt), execution('1', '2026-01-01T00:00:00.000Z')] });
    });
    const found = await new N8nApi(stub.url, 'key').waitForExecution('w', { after: ['1'], limitMs: 10_000 });
    expect(found?.id).toBe('2');
    expect(stub.requests).toHaveLength(3);
  });

  it('finds nothing when the limit has passed', async () => {
    stub = await startStub((_request, response) => answerJson(response, { data: [] }));
    expect(await new N8nApi(stub.url, 'key').waitForExecution('w', { limitMs: 0 })).toBeUndefined();
  });
});

describe('an execution', () => {
  const base = { id: '1', workflowId: 'w', mode: 'webhook', stoppedAt: null };

  it('shows the items of a node, of the output that is asked for', () => {
    const runData = { Node: [{ data: { main: [[{ json: { a: 1 } }], [{ json: { b: 2 } }]] } }] };
    const execution = { ...base, status: 'success', data: { resultData: { runData } } };
    expect(itemsOf(execution, 'Node')).toEqual([{ a: 1 }]);
    expect(itemsOf(execution, 'Node', 1)).toEqual([{ b: 2 }]);
    expect(itemsOf(execution, 'Another')).toEqual([]);
    expect(errorOf(execution)).toBeUndefined();
  });

  it('says why it failed, with what to do', () => {
    const runData = { Node: [{ error: { message: 'Campaign is running', description: 'Stop it first.' } }] };
    const execution = { ...base, status: 'error', data: { resultData: { runData } } };
    expect(errorOf(execution)).toBe('Campaign is running Stop it first.');
  });
});
