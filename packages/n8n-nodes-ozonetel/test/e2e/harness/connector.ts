import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import {
  childEnvironment,
  findFreePort,
  pollUntil,
  type Processes,
  type RunningProcess,
  waitUntilReady,
} from '@ozonetel-bulk-upload/n8n-runner';
import { project } from './project';

/** A subscription as the connector shows it. */
export interface ShownSubscription {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly campaignName?: string;
  readonly state?: string;
}

const DELIVERED_LIMIT_MS = 120_000;

export interface ConnectorPlan {
  readonly processes: Processes;
  readonly folder: string;
  readonly uploadUrl: string;
  /** `host:port` of the file server. */
  readonly fileHost: string;
  /** Further settings of the connector. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The connector of the workspace, in a process of its own; it can be restarted on the same data. */
export class Connector {
  readonly apiKey = randomBytes(24).toString('hex');
  readonly #encryptionKey = randomBytes(32).toString('hex');
  #process: RunningProcess | undefined;

  private constructor(
    private readonly plan: ConnectorPlan,
    readonly port: number,
  ) {}

  static async start(plan: ConnectorPlan): Promise<Connector> {
    const connector = new Connector(plan, await findFreePort());
    await connector.start();
    return connector;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async start(): Promise<void> {
    const { processes, folder, uploadUrl, fileHost, settings = {} } = this.plan;
    mkdirSync(folder, { recursive: true });
    this.#process = processes.start({
      isService: true,
      name: 'the connector',
      command: process.execPath,
      args: [project.connector],
      cwd: folder,
      env: childEnvironment({
        PORT: String(this.port),
        PUBLIC_URL: this.url,
        DATABASE_URL: `file:${join(folder, 'connector.sqlite')}`,
        CONNECTOR_API_KEYS: this.apiKey,
        ENCRYPTION_KEY: this.#encryptionKey,
        OZONETEL_UPLOAD_URL: uploadUrl,
        ACCOUNT_INTERVAL_MS: '1',
        FETCH_ALLOWED_HOSTS: fileHost,
        ...settings,
      }),
      logFile: join(folder, 'connector.log'),
    });
    await waitUntilReady(this.#process, `${this.url}/readyz`, { limitMs: 120_000 });
  }

  async subscriptions(): Promise<ShownSubscription[]> {
    const { items } = (await this.call('GET', '/v1/subscriptions')) as { items: ShownSubscription[] };
    return items;
  }

  /** Makes it forget a subscription, as a database that was lost would. */
  async forget(id: string): Promise<void> {
    await this.call('DELETE', `/v1/subscriptions/${id}`);
  }

  /** Resolves when no delivery is pending. @throws Error if one still is at the limit */
  async deliveriesEnded(): Promise<void> {
    const isDone = await pollUntil(
      async () => {
        const { items } = (await this.call('GET', '/v1/deliveries?state=pending')) as { items: unknown[] };
        return items.length === 0 ? true : undefined;
      },
      { limitMs: DELIVERED_LIMIT_MS },
    );
    if (isDone !== true) throw new Error('Some deliveries of the connector are still pending.');
  }

  /** The uploads of a campaign, the latest first; at most a hundred. */
  async uploadsOf(campaignName: string): Promise<Upload[]> {
    const query = new URLSearchParams({ campaignName, limit: '100' }).toString();
    const { items } = (await this.call('GET', `/v1/uploads?${query}`)) as { items: Upload[] };
    return items;
  }

  upload(request: Record<string, unknown>): Promise<Upload> {
    return this.call('POST', '/v1/uploads', request) as Promise<Upload>;
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
