import { randomUUID } from 'node:crypto';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { connect, node, TRIGGER } from '../harness/workflow';
import type { World } from '../harness/world';
import { tally, type Tally } from './tally';

export interface ListenerPlan {
  readonly credentialId: string;
  readonly campaignName?: string;
}

/** What identifies an event: the connector's own id, or the upload that it is about. */
export type EventKey = 'eventId' | 'uploadId';

const PUBLISHED_LIMIT_MS = 90_000;
const HEARD_LIMIT_MS = 90_000;
const FINISHED_LIMIT_MS = 60_000;

/** An active workflow of a trigger that reports every event which starts it. */
export class Listener {
  private constructor(
    private readonly world: World,
    readonly workflowId: string,
    /** Of its webhook. */
    readonly path: string,
    private readonly reportPath: string,
  ) {}

  /** Resolves when the workflow is published, or its publication has begun. */
  static async start(world: World, { credentialId, campaignName }: ListenerPlan): Promise<Listener> {
    const webhookId = randomUUID();
    const reportPath = `/started/${webhookId}`;
    const workflowId = await world.n8n.createWorkflow({
      name: `e2e listener ${webhookId}`,
      nodes: [
        node({
          name: TRIGGER,
          type: 'n8n-nodes-ozonetel.ozonetelTrigger',
          typeVersion: 2,
          webhookId,
          parameters: { mode: 'connector', filters: campaignName === undefined ? {} : { campaignName } },
          credentials: { ozonetelConnectorApi: credentialId },
        }),
        node({
          name: 'Report',
          type: 'n8n-nodes-base.httpRequest',
          typeVersion: 4.2,
          parameters: {
            method: 'POST',
            url: `http://${world.files.host}${reportPath}`,
            sendBody: true,
            specifyBody: 'json',
            jsonBody: '={{ JSON.stringify({ eventId: $json.eventId, uploadId: $json.uploadId }) }}',
            options: {},
          },
        }),
      ],
      connections: connect({ [TRIGGER]: [['Report']] }),
    });
    const listener = new Listener(world, workflowId, `/webhook/${webhookId}/ozonetel`, reportPath);
    await world.n8n.activate(workflowId);
    return listener;
  }

  /** @throws Error if n8n does not offer its webhook in time */
  async published(): Promise<void> {
    // A call without a signature is refused by the trigger itself, and starts nothing.
    await (await this.world.n8n.post(this.path)).body?.cancel();
  }

  /** The connector's registration of it, once there is one. */
  async registered(subscriptions: () => Promise<readonly { readonly url: string }[]>): Promise<void> {
    const found = await pollUntil(
      async () => (await subscriptions()).find(({ url }) => url.endsWith(this.path)),
      { limitMs: PUBLISHED_LIMIT_MS },
    );
    if (found === undefined) throw new Error(`${this.workflowId} did not register at the connector.`);
  }

  /** How often each event has started it. */
  starts(key: EventKey): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { path, body } of this.world.files.posted) {
      if (path !== this.reportPath) continue;
      const id = String((JSON.parse(body) as Partial<Record<EventKey, string>>)[key]);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  /** Resolves when all of these events have started it, or the limit has passed. */
  async heardOf(key: EventKey, ids: readonly string[], limitMs = HEARD_LIMIT_MS): Promise<void> {
    await pollUntil(() => (ids.every((id) => this.starts(key).has(id)) ? true : undefined), {
      limitMs,
      intervalMs: 50,
    });
  }

  /**
   * Resolves when no execution of it runs any more, or at the limit: n8n lists those as running for minutes that it
   * lost together with its database or a worker.
   */
  async finished(): Promise<void> {
    await pollUntil(async () => ((await this.#count(['new', 'running'])) === 0 ? true : undefined), {
      limitMs: FINISHED_LIMIT_MS,
    });
  }

  /** While n8n cannot answer, one is counted. */
  #count(states: readonly string[]): Promise<number> {
    return this.world.n8n.count(this.workflowId, states).catch(() => 1);
  }

  /** What came of these events once no execution runs any more; what n8n still lists as running has failed. */
  async tally(injected: number, key: EventKey, ids: readonly string[]): Promise<Tally> {
    await this.heardOf(key, ids, HEARD_LIMIT_MS);
    await this.finished();
    const failed = await this.#count(['new', 'running', 'error', 'crashed']);
    const reasons = failed === 0 ? [] : await this.world.n8n.failures(this.workflowId).catch(() => []);
    return tally({ injected, failed, reasons }, ids, this.starts(key));
  }
}
