import { mkdtempSync, rmSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Upload, UploadRequestInput } from '@ozonetel-bulk-upload/shared-types';
import { Agent, FormData, request } from 'undici';
import { loadConfig } from '../../src/config/load-config';
import { createLogger } from '../../src/observe/logger';
import { startConnector, type Connector } from '../../src/app/start-connector';
import { noteLogged, noteSecret, noteSecretsOf } from './used-secrets';

export const API_KEY = 'connector-key-of-the-tests';
export const ENCRYPTION_KEY = 'ab'.repeat(32);

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

export interface TestConnector {
  readonly url: string;
  readonly databaseUrl: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** @param path `/v1/uploads`, if it is left out */
  callMultipart(form: FormData, headers?: Record<string, string>, path?: string): Promise<Answer>;
  /** Accepts an upload that the test takes for right. */
  upload(body: UploadRequestInput): Promise<Upload>;
  /** Resolves when the upload is in the state, told by its stream of events. */
  until(id: string, ...states: Upload['state'][]): Promise<Upload>;
  /** Everything it has logged, one JSON object a line. */
  logged(): string;
  stop(): Promise<void>;
}

export function makeFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'connector-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A connector in this process, on a free port, with an environment as its operator would write it. */
export async function startTestConnector(
  env: Record<string, string> & { DATABASE_URL: string },
  deps: { clock?: () => number; lookup?: LookupFunction; consoleFolder?: string } = {},
): Promise<TestConnector> {
  const lines: string[] = [];
  const logger = createLogger({ write: (line: string) => void lines.push(line) });
  const config = loadConfig({
    PORT: '0',
    CONNECTOR_API_KEYS: API_KEY,
    ENCRYPTION_KEY,
    ACCOUNT_INTERVAL_MS: '0',
    RELAY_RETRY_SCHEDULE_MS: '0,20,40,80,160,320',
    ...env,
  });
  noteSecret(API_KEY);
  noteSecret(ENCRYPTION_KEY);
  const connector = await startConnector(config, { logger, consoleFolder: 'none', ...deps });
  return clientOf(connector, env.DATABASE_URL, () => lines.join(''));
}

/** A client of a connector, in this process or another. */
export function clientOf(connector: Connector, databaseUrl: string, logged: () => string): TestConnector {
  // No connection is kept: a busy server may close it in the moment in which it is used again.
  const dispatcher = new Agent({ pipelining: 0 });
  const authorization = `Bearer ${API_KEY}`;
  const send = async (
    method: string,
    path: string,
    body: string | FormData | undefined,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const response = await request(connector.url + path, {
      dispatcher,
      method: method as 'GET',
      body: body ?? null,
      headers: { authorization, ...headers },
    });
    const text = await response.body.text();
    if (body !== undefined) noteSecretsOf(bodyOf(body));
    const isJson = /json/.test(String(response.headers['content-type']));
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  };
  const call: TestConnector['call'] = (method, path, body, headers = {}) =>
    send(
      method,
      path,
      body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    );
  return {
    url: connector.url,
    databaseUrl,
    call,
    callMultipart: (form, headers = {}, path = '/v1/uploads') => send('POST', path, form, headers),
    async upload(body) {
      const answer = await call('POST', '/v1/uploads', body);
      if (answer.status !== 202) throw new Error(`the upload was refused: ${answer.text}`);
      return answer.json as Upload;
    },
    async until(id, ...states) {
      const response = await request(`${connector.url}/v1/uploads/${id}/events`, {
        dispatcher,
        headers: { authorization },
      });
      let text = '';
      let last: Upload | undefined;
      for await (const chunk of response.body) {
        text += String(chunk);
        const messages = text.split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          const data = /^data: (.*)$/m.exec(message)?.[1];
          if (data !== undefined) last = JSON.parse(data) as Upload;
          if (last !== undefined && states.includes(last.state)) return last;
        }
      }
      throw new Error(`the upload ended as ${JSON.stringify(last)}`);
    },
    logged,
    async stop() {
      await dispatcher.destroy();
      await connector.stop();
      noteLogged(logged());
    },
  };
}

/** What a body says, where it can be read. */
function bodyOf(body: string | FormData): unknown {
  const text = typeof body === 'string' ? body : body.get('request');
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
