import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgresServer, type PostgresServer } from '../../../../connector/test/harness/postgres-server';
import type { N8nSettings } from '@ozonetel-bulk-upload/n8n-runner';
import type { Deployment, DeploymentPlan } from './deployment';
import { balance, Gateway } from './gateway';
import { QueueMember } from './queue-member';
import { RedisServer } from './redis-server';

/**
 * n8n as larger installations run it: Postgres, Redis, one main, two workers, and two webhook processors behind a
 * load balancer. What is not named here is n8n's own default.
 */
export class QueueMode implements Deployment {
  private constructor(
    private readonly database: string,
    private readonly settings: N8nSettings,
    readonly gateway: Gateway,
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly main: QueueMember,
    readonly workers: readonly QueueMember[],
    readonly processors: readonly QueueMember[],
  ) {}

  static async create(plan: DeploymentPlan): Promise<QueueMode> {
    const redis = await RedisServer.start(plan.processes, join(plan.folder, 'redis'));
    const postgres = await startPostgresServer({ watcher: plan.reaper });
    const database = await postgres.database('n8n');
    const main = await QueueMember.create(plan, 'main', 'main');
    const workers = [
      await QueueMember.create(plan, 'worker', 'worker-1'),
      await QueueMember.create(plan, 'worker', 'worker-2'),
    ];
    const processors = [
      await QueueMember.create(plan, 'webhook', 'webhook-1'),
      await QueueMember.create(plan, 'webhook', 'webhook-2'),
    ];
    const ports = processors.map(({ port }) => port);
    const gateway = await Gateway.start(balance(main.port, ports));
    const settings = {
      EXECUTIONS_MODE: 'queue',
      ...databaseSettings(new URL(database)),
      QUEUE_BULL_REDIS_HOST: '127.0.0.1',
      QUEUE_BULL_REDIS_PORT: String(redis.port),
      WEBHOOK_URL: `${gateway.url}/`,
      N8N_EDITOR_BASE_URL: gateway.url,
      N8N_USE_WORKFLOW_PUBLICATION_SERVICE: undefined,
      ...plan.settings,
    };
    return new QueueMode(database, settings, gateway, postgres, redis, main, workers, processors);
  }

  get url(): string {
    return this.gateway.url;
  }

  get pid(): number | undefined {
    return this.main.pid;
  }

  get log(): string {
    return this.members.map(({ log }) => log).join('\n');
  }

  get members(): readonly QueueMember[] {
    return [this.main, ...this.workers, ...this.processors];
  }

  async start(): Promise<void> {
    // The first one brings the database up to date.
    await this.main.start(this.settings);
    await Promise.all([...this.workers, ...this.processors].map((member) => member.start(this.settings)));
  }

  async restart(): Promise<void> {
    await this.#stopMembers();
    await Promise.all(this.members.map((member) => member.start(this.settings)));
  }

  /** Resolves once every process answers. */
  async ready(): Promise<void> {
    await Promise.all(this.members.map((member) => member.ready()));
  }

  async stop(): Promise<void> {
    await this.#stopMembers();
    await this.gateway.close();
    await this.postgres.stop();
  }

  async query(sql: string, value?: string): Promise<string> {
    const client = new Client({ connectionString: this.database });
    await client.connect();
    try {
      const { rows } = await client.query(sql, value === undefined ? [] : [value]);
      return JSON.stringify(rows);
    } finally {
      await client.end();
    }
  }

  async #stopMembers(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop()));
  }
}

function databaseSettings({ hostname, port, username, pathname }: URL): N8nSettings {
  return {
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: hostname,
    DB_POSTGRESDB_PORT: port,
    DB_POSTGRESDB_USER: username,
    DB_POSTGRESDB_DATABASE: pathname.slice(1),
    // The server asks for none; n8n wants one to be set.
    DB_POSTGRESDB_PASSWORD: 'unused',
  };
}
