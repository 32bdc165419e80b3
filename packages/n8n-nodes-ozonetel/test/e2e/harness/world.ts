import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startSimulator,
  type Campaign,
  type RunningSimulator,
} from '@ozonetel-bulk-upload/ozonetel-simulator';
import { type N8nSettings, pollUntil, Processes } from '@ozonetel-bulk-upload/n8n-runner';
import { Connector } from './connector';
import type { Deployment, DeploymentPlan } from './deployment';
import { FileServer } from './file-server';
import type { Execution } from './execution';
import { N8n } from './n8n';
import { unpackTarball } from './pack';
import { startReaper, type Reaper } from './reaper';
import { project } from './project';
import { uploadWorkflow, type NodePlan } from './workflow';

export type Mode = 'direct' | 'connector';

export const ACCOUNT = { userName: 'acme', apiKey: 'the-secret-api-key-of-acme' };
/** The campaign of the README's screenshots. */
export const SHOWN_CAMPAIGN = 'Diwali Offer';
const CAMPAIGNS = 140;
/** Longer than n8n needs to store an execution that waits. */
const PROCESSING_MS = 1_500;
const ENDED = ['success', 'error', 'crashed', 'canceled'];

export interface RunPlan {
  readonly parameters: Record<string, unknown>;
  readonly items?: readonly Record<string, unknown>[];
  readonly file?: { readonly name: string; readonly content: string | Buffer };
  /** Further members of the node, `onError` for instance. */
  readonly node?: Partial<NodePlan>;
  /** Credentials in the place of the suite's own. */
  readonly credentials?: Readonly<Record<string, string>>;
}

/** A workflow that was started, and has come to rest: it has ended, or it sleeps. */
export interface Started {
  readonly workflowId: string;
  readonly execution: Execution;
}

export interface WorldPlan<D extends Deployment> {
  /** Says which n8n. */
  readonly manifestFolder: string;
  /** In one process, or in queue mode. */
  readonly deploy: (plan: DeploymentPlan) => Promise<D>;
  readonly n8nSettings?: N8nSettings;
  readonly connectorSettings?: Readonly<Record<string, string>>;
}

/** Simulator, file server, connector and n8n, all real but the vendor. */
export class World<D extends Deployment = Deployment> {
  #lastCampaign = 0;

  private constructor(
    private readonly processes: Processes,
    private readonly reaper: Reaper,
    readonly simulator: RunningSimulator,
    readonly files: FileServer,
    readonly connector: Connector,
    readonly n8n: N8n<D>,
    readonly credentials: Readonly<Record<string, string>>,
  ) {}

  static async start<D extends Deployment>(plan: WorldPlan<D>): Promise<World<D>> {
    const { manifestFolder, deploy, n8nSettings = {}, connectorSettings = {} } = plan;
    const folder = await mkdtemp(join(tmpdir(), 'ozonetel-e2e-'));
    const reaper = startReaper();
    reaper.folder(folder);
    const processes = new Processes(undefined, reaper);
    const simulator = await startSimulator({
      config: {
        accounts: [{ username: ACCOUNT.userName, apiKey: ACCOUNT.apiKey }],
        campaigns: [
          SHOWN_CAMPAIGN,
          ...Array.from({ length: CAMPAIGNS }, (_, index) => `Campaign ${index + 1}`),
        ].map((name) => ({ name, username: ACCOUNT.userName })),
        intervalMs: 0,
        processingMs: PROCESSING_MS,
      },
    });
    const files = await FileServer.start();
    const connector = await Connector.start({
      processes,
      folder: join(folder, 'connector'),
      uploadUrl: simulator.uploadUrl,
      fileHost: files.host,
      settings: connectorSettings,
    });
    const n8n = await N8n.start({
      processes,
      reaper,
      manifestFolder,
      cacheFolder: project.cache,
      folder: join(folder, 'n8n'),
      packageFolder: await unpackTarball(folder),
      deploy,
      settings: n8nSettings,
    });
    const credentials = {
      ozonetelApi: await n8n.createCredential('ozonetelApi', { ...ACCOUNT, uploadUrl: simulator.uploadUrl }),
      ozonetelConnectorApi: await n8n.createCredential('ozonetelConnectorApi', {
        baseUrl: connector.url,
        apiKey: connector.apiKey,
      }),
    };
    return new World(processes, reaper, simulator, files, connector, n8n, credentials);
  }

  async close(): Promise<void> {
    await this.n8n.deployment.stop();
    await this.processes.stopAll();
    await this.files.close();
    await this.simulator.close();
    await this.reaper.close();
  }

  /** A campaign that nothing was done to yet. */
  nextCampaign(): string {
    this.#lastCampaign += 1;
    if (this.#lastCampaign > CAMPAIGNS) throw new Error('The suite needs more campaigns.');
    return `Campaign ${this.#lastCampaign}`;
  }

  /** A campaign as the vendor sees it. */
  campaign(name: string): Campaign {
    const campaign = this.simulator.campaigns.find(ACCOUNT.userName, name);
    if (campaign === undefined) throw new Error(`There is no ${name}.`);
    return campaign;
  }

  /** Resolves when the vendor has loaded that many contacts into a campaign. */
  async contactsIn(name: string, count: number): Promise<void> {
    const loaded = await pollUntil(() => (this.campaign(name).view().contacts === count ? true : undefined), {
      limitMs: 120_000,
      intervalMs: 50,
    });
    if (loaded === undefined)
      throw new Error(`${this.campaign(name).view().contacts} contacts are in ${name}.`);
  }

  /** Runs the Ozonetel node once in a workflow of its own, until it has ended or sleeps. */
  async run(plan: RunPlan): Promise<Started> {
    const workflowId = await this.start(plan);
    const execution = await this.n8n.executionThatIs(workflowId, [...ENDED, 'waiting']);
    return { workflowId, execution };
  }

  /** Starts the Ozonetel node in a workflow of its own. @returns the workflow's id */
  async start(plan: RunPlan): Promise<string> {
    const path = randomUUID();
    const workflowId = await this.n8n.createWorkflow(
      uploadWorkflow({
        path,
        hasItems: plan.items !== undefined,
        ozonetel: {
          parameters: plan.parameters,
          credentials: { ...this.credentials, ...plan.credentials },
          ...plan.node,
        },
      }),
    );
    await this.n8n.activate(workflowId);
    const response = await this.n8n.post(`/webhook/${path}`, bodyOf(plan));
    await response.body?.cancel();
    return workflowId;
  }

  /** The execution once it has ended. */
  ended({ workflowId }: { workflowId: string }): Promise<Execution> {
    return this.n8n.executionThatIs(workflowId, ENDED);
  }
}

function bodyOf({ items, file }: RunPlan): RequestInit {
  if (file === undefined) {
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ items: items ?? [] }) };
  }
  const form = new FormData();
  form.set(
    'data',
    new Blob([typeof file.content === 'string' ? file.content : new Uint8Array(file.content)]),
    file.name,
  );
  return { body: form };
}
