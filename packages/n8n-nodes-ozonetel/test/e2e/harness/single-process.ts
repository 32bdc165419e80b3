import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  findFreePort,
  putInCommunityPackage,
  type RunningN8n,
  startN8n,
} from '@ozonetel-bulk-upload/n8n-runner';
import { ENCRYPTION_KEY, type Deployment, type DeploymentPlan } from './deployment';
import { Gateway } from './gateway';

/** n8n 1 locks its database as a whole while it writes. */
const BUSY_LIMIT_MS = 10_000;

/** n8n as `n8n start` runs it: one process, SQLite. */
export class SingleProcess implements Deployment {
  #running: RunningN8n | undefined;

  private constructor(
    private readonly plan: DeploymentPlan,
    private readonly port: number,
    readonly gateway: Gateway,
  ) {}

  static async create(plan: DeploymentPlan): Promise<SingleProcess> {
    await putInCommunityPackage(plan.packageFolder, plan.folder);
    const port = await findFreePort();
    return new SingleProcess(plan, port, await Gateway.start(() => port));
  }

  get url(): string {
    return this.gateway.url;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  get log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  get #logFile(): string {
    return join(this.plan.folder, 'n8n.log');
  }

  async start(): Promise<void> {
    const { installation, processes, folder, settings } = this.plan;
    this.#running = await startN8n({
      installation,
      processes,
      userFolder: folder,
      encryptionKey: ENCRYPTION_KEY,
      port: this.port,
      logFile: this.#logFile,
      settings: { WEBHOOK_URL: `${this.url}/`, N8N_EDITOR_BASE_URL: this.url, ...settings },
    });
  }

  async restart(): Promise<void> {
    await this.#running?.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    await this.gateway.close();
  }

  query(sql: string, value?: string): Promise<string> {
    const database = this.#open(true);
    try {
      const rows = database.prepare(sql.replace('$1', '?')).all(...(value === undefined ? [] : [value]));
      return Promise.resolve(JSON.stringify(rows));
    } finally {
      database.close();
    }
  }

  /** Keeps n8n from writing to its database. @returns a function that lets it write again */
  lockDatabase(): () => void {
    const database = this.#open(false);
    database.exec('BEGIN IMMEDIATE');
    return () => database.close();
  }

  #open(readOnly: boolean): DatabaseSync {
    const file = join(this.plan.folder, '.n8n', 'database.sqlite');
    return new DatabaseSync(file, { readOnly, timeout: BUSY_LIMIT_MS });
  }
}
