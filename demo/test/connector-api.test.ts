import { ConnectorApi } from '../src/services/connector-api';
import { startStub, type StubServer } from '../../packages/n8n-runner/test/stub-server';

let stub: StubServer;
afterEach(() => stub.close());

const upload = (state: string) => ({
  id: 'upl_1',
  state,
  username: 'acme',
  campaignName: 'Diwali',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

function follow(limitMs = 10_000, signal = new AbortController().signal) {
  const states: string[] = [];
  const done = new ConnectorApi(stub.url, 'key').followUpload('upl_1', {
    limitMs,
    signal,
    onChange: ({ state }) => states.push(state),
  });
  return { states, done };
}

it('an upload is followed by its events until it is final, however they are cut up on the way', async () => {
  stub = await startStub((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const stream = ['accepted', 'processing', 'succeeded']
      .map((state) => `: still here\n\nevent: upload\ndata: ${JSON.stringify(upload(state))}\n\n`)
      .join('');
    response.write(stream.slice(0, 90));
    setImmediate(() => response.write(stream.slice(90)));
  });
  const { states, done } = follow();
  expect((await done).state).toBe('succeeded');
  expect(states).toEqual(['accepted', 'processing', 'succeeded']);
  expect(stub.requests[0]).toMatchObject({ path: '/v1/uploads/upl_1/events' });
  expect(stub.requests[0]?.headers.authorization).toBe('Bearer key');
});

it('an upload without an outcome in time is an error that names its state', async () => {
  stub = await startStub((_request, response) => {
    response.writeHead(200).write(`data: ${JSON.stringify(upload('waiting'))}\n\n`);
  });
  await expect(follow(300).done).rejects.toThrow(
    'The upload upl_1 has no outcome after 0.3 s; its state is waiting.',
  );
});

it('a refusal of the connector is an error in its words', async () => {
  stub = await startStub((_request, response) =>
    response.writeHead(404).end('{"detail":"There is no such upload."}'),
  );
  await expect(follow().done).rejects.toThrow(
    'The connector answered 404 to /v1/uploads/upl_1/events: {"detail":"There is no such upload."}',
  );
});

it('following an upload ends when the user wants it to', async () => {
  const ending = new AbortController();
  stub = await startStub((_request, response) => {
    response.writeHead(200).write(': still here\n\n');
    ending.abort();
  });
  await expect(follow(10_000, ending.signal).done).rejects.toThrow('aborted');
});
