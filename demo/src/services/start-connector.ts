import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { project } from '../project';
import { childEnvironment, type Processes, waitUntilReady } from '@ozonetel-bulk-upload/n8n-runner';

export interface ConnectorOptions {
  readonly processes: Processes;
  readonly dataFolder: string;
  readonly port: number;
  readonly apiKey: string;
  readonly encryptionKey: string;
  readonly uploadUrl: string;
  /** `host:port` of the file server, which may resolve to a private address. */
  readonly exportHost: string;
  readonly accountIntervalMs: number;
  readonly signal: AbortSignal;
}

const READY_LIMIT_MS = 30_000;

/** Starts the connector on a database of its own. @returns its URL */
export async function startConnector(options: ConnectorOptions): Promise<string> {
  const { processes, dataFolder, port, signal } = options;
  await mkdir(dataFolder, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const running = processes.start({
    isService: true,
    name: 'the connector',
    command: process.execPath,
    args: [join(project.connector, 'dist', 'main.js')],
    cwd: dataFolder,
    env: childEnvironment({
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: url,
      DATABASE_URL: `file:${join(dataFolder, 'connector.sqlite')}`,
      CONNECTOR_API_KEYS: options.apiKey,
      ENCRYPTION_KEY: options.encryptionKey,
      OZONETEL_UPLOAD_URL: options.uploadUrl,
      ACCOUNT_INTERVAL_MS: String(options.accountIntervalMs),
      FETCH_ALLOWED_HOSTS: options.exportHost,
    }),
    logFile: join(dataFolder, 'connector.log'),
  });
  await waitUntilReady(running, `${url}/readyz`, { limitMs: READY_LIMIT_MS, signal });
  return url;
}
