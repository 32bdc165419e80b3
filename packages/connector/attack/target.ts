import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { startSimulator, type RunningSimulator } from '@ozonetel-bulk-upload/ozonetel-simulator';
import type { UploadRequestInput } from '@ozonetel-bulk-upload/shared-types';
import { startConnectorProcess, type ConnectorProcess } from '../test/harness/connector-process';
import { makeDatabase, type DatabaseKind } from '../test/harness/databases';
import { startFileHost } from '../test/harness/file-host';
import { API_KEY } from '../test/harness/test-connector';
import { startVendor } from '../test/harness/vendor';
import { startWatcher, type Watcher } from './watcher';

/** The built program under attack, with a vendor behind it and a client that does not mind what comes back. */
export interface Target {
  readonly connector: ConnectorProcess;
  readonly simulator: RunningSimulator;
  /** Sends one request. @returns its status, or 'closed' if the connection ended without one */
  ask(call: Call): Promise<Reply>;
  /** A connection on which anything can be written. */
  dial(): Promise<Socket>;
  /** A request that would be accepted, of an account of its own. */
  order(change?: Partial<UploadRequestInput>): UploadRequestInput;
  /** An ordinary upload from acceptance to outcome. */
  completesAnUpload(): Promise<void>;
  /** The id of an upload to a vendor that answers so. */
  uploadTo(serve: RequestListener): Promise<string>;
  /** The path at which the vendor is to call back for an upload that it has taken. */
  openCallback(): Promise<string>;
  readonly watcher: Watcher;
  /** Megabytes of memory that the process uses now; undefined if the system does not tell. */
  memory(): Promise<number | undefined>;
  stop(): Promise<void>;
}

export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  /** Milliseconds until the client gives up. */
  readonly patienceMs?: number;
}

export interface Reply {
  /** Of an upload that was accepted: the code of its outcome. */
  readonly status: number | string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  readonly text: string;
}

const ACCOUNTS = Array.from({ length: 40 }, (_, index) => ({
  username: `user-${index}`,
  apiKey: 'vendor-key',
}));
const CAMPAIGN = 'Diwali';
/** Milliseconds; an attack that is not answered by then has won. */
const PATIENCE_MS = 60_000;
/** Characters of an answer that are kept. */
const KEPT_CHARACTERS = 4_096;

export async function startTarget(kind: DatabaseKind, env: Record<string, string> = {}): Promise<Target> {
  const simulator = await startSimulator({
    config: {
      intervalMs: 0,
      processingMs: 0,
      accounts: ACCOUNTS,
      campaigns: ACCOUNTS.map(({ username }) => ({ name: CAMPAIGN, username })),
    },
  });
  const silentVendor = await startVendor();
  let serve: RequestListener = (request) => request.resume();
  const oddVendor = await startFileHost((request, response) => serve(request, response));
  const oddUrl = `http://${oddVendor.host}/upload`;
  const database = await makeDatabase(kind);
  const connector = await startConnectorProcess({
    DATABASE_URL: database.url,
    OZONETEL_UPLOAD_URL: simulator.uploadUrl,
    OZONETEL_ALLOWED_UPLOAD_URLS: `${silentVendor.url},${oddUrl}`,
    FETCH_ALLOWED_HOSTS: '127.0.0.1',
    ...env,
  });
  const watcher = startWatcher(connector);
  let orders = 0;
  const order: Target['order'] = (change = {}) => {
    orders += 1;
    const account = ACCOUNTS[orders % ACCOUNTS.length] ?? { username: '', apiKey: '' };
    const contacts = change.file === undefined ? { contacts: [{ PhoneNumber: '9876543210' }] } : {};
    return { account, campaignName: CAMPAIGN, ...contacts, ...change };
  };
  return {
    connector,
    simulator,
    ask: (call) => ask(connector.url, call),
    async dial() {
      const { hostname, port } = new URL(connector.url);
      const socket = connect(Number(port), hostname);
      // What the service does to an attacker's connection is its own affair.
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    },
    order,
    async completesAnUpload() {
      const { id } = await connector.upload(order());
      await connector.until(id, 'succeeded');
    },
    async uploadTo(listener) {
      serve = listener;
      orders += 1;
      const account = { username: `odd-${orders}`, apiKey: 'vendor-key', uploadUrl: oddUrl };
      const { id } = await connector.upload(order({ account }));
      return id;
    },
    async openCallback() {
      const count = silentVendor.requests.length + 1;
      const account = { username: `silent-${count}`, apiKey: 'vendor-key', uploadUrl: silentVendor.url };
      const { id } = await connector.upload(order({ account }));
      await connector.until(id, 'processing');
      return new URL(silentVendor.requests.at(-1)?.fields['callBackUrl'] ?? '').pathname;
    },
    watcher,
    memory: () => memoryOf(connector.pid),
    async stop() {
      await watcher.stop();
      await connector.stop();
      await simulator.close();
      await silentVendor.close();
      oddVendor.close();
      await database.remove();
    },
  };
}

function ask(url: string, call: Call): Promise<Reply> {
  const { method = 'GET', path = '/', headers = {}, body, patienceMs = PATIENCE_MS } = call;
  return new Promise((resolve) => {
    const none = { headers: {}, bytes: 0, text: '' };
    const request = httpRequest(url, {
      method,
      path,
      agent: false,
      headers: { authorization: `Bearer ${API_KEY}`, ...headers },
    });
    const giveUp = setTimeout(() => {
      resolve({ status: 'no answer', ...none });
      request.destroy();
    }, patienceMs);
    const settle = (reply: Reply) => {
      clearTimeout(giveUp);
      resolve(reply);
    };
    request.on('error', () => settle({ status: 'closed', ...none }));
    request.on('response', (response) => {
      let bytes = 0;
      let text = '';
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (text.length < KEPT_CHARACTERS) text += chunk.toString('latin1').slice(0, KEPT_CHARACTERS);
      });
      response.on('error', () => undefined);
      response.on('close', () =>
        settle({ status: response.statusCode ?? 0, headers: response.headers, bytes, text }),
      );
    });
    request.end(body);
  });
}

/** Linux tells it in kilobytes (proc(5), VmRSS). */
async function memoryOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
