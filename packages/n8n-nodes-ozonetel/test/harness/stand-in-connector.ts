import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  parseUploadRequest,
  PROBLEM_TYPES,
  ProblemError,
  subscriptionRequestSchema,
  type EventType,
  type Subscription,
  type SubscriptionRequest,
  type Upload,
  type UploadRequest,
} from '@ozonetel-bulk-upload/shared-types';

export const CONNECTOR_KEY = 'a-key-of-the-connector';

export interface ReceivedUpload {
  readonly request: UploadRequest;
  readonly key: string;
  readonly file?: { readonly name: string; readonly text: string };
}

export interface Delivered {
  readonly status: number;
  readonly body: string;
}

/**
 * The connector's HTTP contract as far as the nodes use it, held against the schemas of shared-types; it keeps
 * everything in memory and sends nothing to Ozonetel.
 */
export class StandInConnector {
  readonly uploads: ReceivedUpload[] = [];
  readonly subscriptions = new Map<string, SubscriptionRequest>();
  /** The next answers, in the place of what would be said: a status, and a body. */
  readonly answers: { status: number; body: unknown; headers?: Record<string, string> }[] = [];
  /** As many requests as this are carried out, and their connections cut before the answer. */
  cuts = 0;
  readonly rejectedFiles = new Map<string, string>();
  /** What a check makes of each upload that was accepted, and the rows that it leaves out. */
  checked: Partial<Upload> = { state: 'processing' };
  rejectedFile: string | undefined;
  /** The API keys that it knows. */
  readonly apiKeys = new Set([CONNECTOR_KEY]);
  /** Every call, as `GET /v1/uploads?limit=1`. */
  readonly calls: string[] = [];
  readonly #stored = new Map<string, Upload>();
  readonly #keys = new Map<string, string>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<StandInConnector> {
    const connector = new StandInConnector();
    await new Promise<void>((resolve) => connector.#server.listen(0, '127.0.0.1', resolve));
    return connector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  store(upload: Upload): void {
    this.#stored.set(upload.id, upload);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    this.calls.push(`${request.method} ${request.url}`);
    try {
      const ordered = this.answers.shift();
      const { status, body: answer } =
        ordered ?? (await this.#route(request, new URL(request.url ?? '/', this.url), body));
      if (this.cuts > 0) {
        this.cuts -= 1;
        request.socket.destroy();
        return;
      }
      const isText = typeof answer === 'string';
      const type = isText ? 'text/csv' : 'application/json';
      response.writeHead(status, { 'content-type': type, ...ordered?.headers });
      response.end(isText ? answer : JSON.stringify(answer));
    } catch (error) {
      const problem =
        error instanceof ProblemError ? error : new ProblemError('internal', (error as Error).message);
      response.writeHead(PROBLEM_TYPES[problem.code].status, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(problem.toProblem()));
    }
  }

  async #route(request: IncomingMessage, url: URL, body: Buffer): Promise<{ status: number; body: unknown }> {
    if (!this.apiKeys.has((request.headers.authorization ?? '').replace(/^Bearer /, ''))) {
      throw new ProblemError('unauthorized', 'Send one of CONNECTOR_API_KEYS as a bearer token.');
    }
    const [, , resource, id = '', part] = url.pathname.split('/');
    if (resource === 'subscriptions') return this.#subscription(request.method, id, body);
    if (part === 'cancel') return { status: 200, body: this.#cancel(id) };
    if (request.method === 'POST') return { status: 202, body: await this.#accept(request, body) };
    if (part === 'rejected.csv') {
      const file = this.rejectedFiles.get(id);
      if (file === undefined) throw new ProblemError('not_found', 'No row was left out.');
      return { status: 200, body: file };
    }
    if (id === '') return { status: 200, body: this.#page(url.searchParams) };
    return { status: 200, body: this.#find(id) };
  }

  #find(id: string): Upload {
    const upload = this.#stored.get(id);
    if (upload === undefined) throw new ProblemError('not_found', `There is no upload ${id}.`);
    return upload;
  }

  #cancel(id: string): Upload {
    const upload = this.#find(id);
    if (!['accepted', 'fetching', 'checking', 'waiting', 'canceled'].includes(upload.state)) {
      throw new ProblemError('conflict', `An upload can be canceled while nothing of it was sent.`);
    }
    const canceled = { ...upload, state: 'canceled' } as const;
    this.store(canceled);
    return canceled;
  }

  async #accept(request: IncomingMessage, body: Buffer): Promise<Upload> {
    const type = request.headers['content-type'] ?? '';
    const received = type.startsWith('multipart/') ? await readForm(type, body) : { text: body.toString() };
    const uploadRequest = parseUploadRequest(JSON.parse(received.text), {
      hasFilePart: 'file' in received,
    });
    const key = String(request.headers['idempotency-key']);
    const known = this.#keys.get(key);
    const upload = known === undefined ? undefined : this.#stored.get(known);
    if (upload !== undefined) return upload;
    this.uploads.push({
      request: uploadRequest,
      key,
      ...('file' in received ? { file: received.file } : {}),
    });
    const accepted = createUpload(uploadRequest);
    this.#keys.set(key, accepted.id);
    this.store({ ...accepted, ...this.checked });
    if (this.rejectedFile !== undefined) this.rejectedFiles.set(accepted.id, this.rejectedFile);
    return accepted;
  }

  #page(query: URLSearchParams): { items: Upload[]; nextCursor: string | null } {
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit'));
    const all = [...this.#stored.values()].filter(
      ({ state, campaignName }) =>
        state === (query.get('state') ?? state) &&
        campaignName === (query.get('campaignName') ?? campaignName),
    );
    const isMore = from + limit < all.length;
    return { items: all.slice(from, from + limit), nextCursor: isMore ? String(from + limit) : null };
  }

  #subscription(method: string | undefined, id: string, body: Buffer): { status: number; body: unknown } {
    if (method === 'POST') {
      const asked = subscriptionRequestSchema.parse(JSON.parse(body.toString()));
      const known = [...this.subscriptions].find(([, { url }]) => url === asked.url);
      const subscriptionId = known?.[0] ?? `sub_${randomUUID()}`;
      this.subscriptions.set(subscriptionId, asked);
      return { status: known === undefined ? 201 : 200, body: { id: subscriptionId, secret: asked.secret } };
    }
    const found = this.subscriptions.get(id);
    if (found === undefined) throw new ProblemError('not_found', 'There is no such subscription.');
    if (method === 'DELETE') {
      this.subscriptions.delete(id);
      return { status: 204, body: '' };
    }
    const shown: Subscription = { ...found, id, createdAt: NOW };
    delete (shown as Partial<SubscriptionRequest>).secret;
    return { status: 200, body: shown };
  }
}

const NOW = '2026-11-24T10:00:00.000Z';

export function createUpload(of: Pick<UploadRequest, 'campaignName' | 'action'> & Partial<Upload>): Upload {
  const {
    id = `upl_${randomUUID()}`,
    state = 'accepted',
    campaignName,
    action,
    counts,
    outcome,
    problems,
  } = of;
  return {
    id,
    state,
    username: 'acme',
    campaignName,
    ...(action === undefined ? {} : { action }),
    createdAt: NOW,
    updatedAt: NOW,
    ...(counts === undefined ? {} : { counts }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(problems === undefined ? {} : { problems }),
  };
}

export interface SentEvent {
  readonly type: EventType;
  readonly data: Upload;
  readonly id?: string;
  readonly sentAtMs?: number;
}

/** An event as the connector signs it, by Standard Webhooks. */
export function signEvent(
  secret: string,
  event: SentEvent,
): { headers: Record<string, string>; body: string } {
  const { type, data, id = `evt_${randomUUID()}`, sentAtMs = Date.now() } = event;
  const body = JSON.stringify({ type, timestamp: NOW, data });
  const timestamp = String(Math.floor(sentAtMs / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  return { headers, body };
}

/** Posts an event as the connector does. */
export async function deliver(url: string, secret: string, event: SentEvent): Promise<Delivered> {
  const response = await fetch(url, { method: 'POST', ...signEvent(secret, event) });
  return { status: response.status, body: await response.text() };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function readForm(
  type: string,
  body: Buffer,
): Promise<{ text: string; file: { name: string; text: string } }> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- a small body of our own node
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = form.get('file') as File;
  return { text: form.get('request') as string, file: { name: file.name, text: await file.text() } };
}
