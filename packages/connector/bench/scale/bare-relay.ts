import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Agent, FormData, request } from 'undici';

/**
 * The floor: takes an upload, posts it to Ozonetel, takes the callback and posts the event, in a process of its own. It
 * keeps nothing, checks nothing and knows no pace.
 */
interface Order {
  readonly account: { readonly username: string; readonly apiKey: string };
  readonly campaignName: string;
  readonly contacts: readonly Record<string, string>[];
}

const { UPLOAD_URL = '', EVENTS_URL = '' } = process.env;
// Express has Node's own undici become the global one, with which requests of the package never end.
const agent = new Agent();
const app = express();
app.disable('x-powered-by');
app.disable('etag');

app.post('/v1/uploads', express.json(), (received, response) => {
  const id = randomUUID();
  response.status(202).json({ id });
  // The machine is busy: where a line breaks, it tries again.
  void send(id, received.body as Order).catch(() => send(id, received.body as Order));
});

app.post('/callbacks/:id', express.json(), (received, response) => {
  response.json({ status: 'received' });
  const event = { type: 'upload.succeeded', data: { id: received.params.id } };
  void post(event).catch(() => post(event));
});

async function send(id: string, { account, campaignName, contacts }: Order): Promise<void> {
  const form = new FormData();
  form.set('username', account.username);
  form.set('apiKey', account.apiKey);
  form.set('campaignName', campaignName);
  form.set('callBackUrl', `${origin()}/callbacks/${id}`);
  const names = Object.keys(contacts[0] ?? {});
  const lines = contacts.map((contact) => names.map((name) => contact[name]).join(','));
  form.set('file', new Blob([[names.join(','), ...lines, ''].join('\n')]), 'contacts.csv');
  const { body } = await request(UPLOAD_URL, { dispatcher: agent, method: 'POST', body: form });
  await body.text();
}

async function post(event: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { body } = await request(EVENTS_URL, {
    dispatcher: agent,
    method: 'POST',
    headers,
    body: JSON.stringify(event),
  });
  await body.dump();
}

const server = app.listen(0, '127.0.0.1', () => process.send?.({ url: origin() }));
const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
