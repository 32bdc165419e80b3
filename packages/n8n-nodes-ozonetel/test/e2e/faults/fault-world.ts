import { type N8nSettings, pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { CONNECTOR_KEY, StandInConnector } from '../../harness/stand-in-connector';
import { Gateway } from '../harness/gateway';
import { QueueMode } from '../harness/queue-mode';
import { SingleProcess } from '../harness/single-process';
import { ACCOUNT, World } from '../harness/world';
import { ASHA } from '../operations';

export type RunMode = 'regular' | 'queue';

/** The connector's delays, so that a test does not last for days. */
const RETRY_SCHEDULE_MS = [0, ...Array<number>(60).fill(1_000), ...Array<number>(100).fill(5_000)].join();
const SETTINGS: N8nSettings = {
  // n8n's own publication service, as users have it.
  N8N_USE_WORKFLOW_PUBLICATION_SERVICE: undefined,
  // n8n 1 asks for it at its start, and n8n 2 has it by default.
  DB_SQLITE_POOL_SIZE: '3',
};
const FAILED_LIMIT_MS = 60_000;

/** A world whose parts can be frozen, killed and cut off. */
export class FaultWorld {
  private constructor(
    readonly world: World<QueueMode | SingleProcess>,
    /** Stands before the connector; the node uploads through it. */
    readonly beforeConnector: Gateway,
    /** Registers triggers, and delivers nothing by itself. */
    readonly standIn: StandInConnector,
    readonly credentials: {
      /** The connector behind its gateway. */
      readonly uploads: Readonly<Record<string, string>>;
      /** Of the connector of our own, for a trigger. */
      readonly standIn: string;
    },
  ) {}

  static async start(manifestFolder: string, mode: RunMode): Promise<FaultWorld> {
    const world = await World.start<QueueMode | SingleProcess>({
      manifestFolder,
      deploy: (plan) => (mode === 'queue' ? QueueMode.create(plan) : SingleProcess.create(plan)),
      n8nSettings: SETTINGS,
      connectorSettings: { RELAY_RETRY_SCHEDULE_MS: RETRY_SCHEDULE_MS },
    });
    const beforeConnector = await Gateway.start(() => world.connector.port);
    const standIn = await StandInConnector.start();
    const { apiKey } = world.connector;
    return new FaultWorld(world, beforeConnector, standIn, {
      uploads: {
        ...world.credentials,
        ozonetelConnectorApi: await world.n8n.createCredential('ozonetelConnectorApi', {
          baseUrl: beforeConnector.url,
          apiKey,
        }),
      },
      standIn: await world.n8n.createCredential('ozonetelConnectorApi', {
        baseUrl: standIn.url,
        apiKey: CONNECTOR_KEY,
      }),
    });
  }

  async close(): Promise<void> {
    await this.beforeConnector.close();
    await this.standIn.close();
    await this.world.close();
  }

  /** Resolves once every process of n8n answers. @throws Error if one does not in time */
  async ready(): Promise<void> {
    const { deployment } = this.world.n8n;
    if (deployment instanceof QueueMode) await deployment.ready();
  }

  /** @throws Error if n8n runs in one process */
  get queue(): QueueMode {
    const { deployment } = this.world.n8n;
    if (deployment instanceof QueueMode) return deployment;
    throw new Error('This n8n does not run in queue mode.');
  }

  /** @throws Error if n8n runs in queue mode */
  get single(): SingleProcess {
    const { deployment } = this.world.n8n;
    if (deployment instanceof SingleProcess) return deployment;
    throw new Error('This n8n runs in queue mode.');
  }

  /** Stands before n8n. */
  get beforeN8n(): Gateway {
    return this.world.n8n.deployment.gateway;
  }

  /** The processes that take production webhooks, each by itself. */
  get receivers(): readonly string[] {
    const { deployment } = this.world.n8n;
    return deployment instanceof QueueMode ? deployment.processors.map(({ url }) => url) : [deployment.url];
  }

  /** Makes an event at the connector: an upload that is only checked. @returns the upload's id */
  async announce(campaignName: string): Promise<string> {
    const account = { username: ACCOUNT.userName, apiKey: ACCOUNT.apiKey };
    const { id } = await this.world.connector.upload({
      account,
      campaignName,
      contacts: [ASHA],
      dryRun: true,
    });
    return id;
  }

  /** Resolves when each receiver of n8n has answered a call of a path with 5xx, after `act`. */
  async failedCalls(path: string, act: () => Promise<void>): Promise<void> {
    const before = this.beforeN8n.answers.length;
    const failed = (): number =>
      this.beforeN8n.answers.slice(before).filter((one) => one.path === path && one.status >= 500).length;
    await act();
    const isDone = await pollUntil(() => (failed() >= this.receivers.length ? true : undefined), {
      limitMs: FAILED_LIMIT_MS,
      intervalMs: 20,
    });
    if (isDone !== true) throw new Error(`n8n answered ${failed()} calls of ${path} with 5xx.`);
  }

  /** Resolves when n8n answers the connector's call of a path with this status. @throws Error at the limit */
  async answered(path: string, status: number): Promise<void> {
    const before = this.beforeN8n.answers.length;
    const found = await pollUntil(
      () => this.beforeN8n.answers.slice(before).find((one) => one.path === path && one.status === status),
      { limitMs: FAILED_LIMIT_MS },
    );
    if (found === undefined) throw new Error(`n8n answered no call of ${path} with ${status}.`);
  }
}
