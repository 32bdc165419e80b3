import {
  createOwner,
  installN8n,
  type N8nInstallation,
  pollUntil,
  setUpN8n,
} from '@ozonetel-bulk-upload/n8n-runner';
import type { Deployment, DeploymentPlan } from './deployment';
import type { Execution, ExecutionSummary } from './execution';
import { N8nClient } from './n8n-client';

export interface N8nPlan<D extends Deployment> extends Omit<DeploymentPlan, 'installation'> {
  readonly manifestFolder: string;
  readonly cacheFolder: string;
  /** One process, or queue mode. */
  readonly deploy: (plan: DeploymentPlan) => Promise<D>;
}

/** What n8n's own publication service shows of a workflow. */
export interface Publication {
  readonly status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
  readonly triggers: readonly { readonly status: string; readonly errorMessage: string | null }[];
}

export interface Workflow {
  readonly name: string;
  readonly nodes: readonly object[];
  readonly connections: Readonly<Record<string, unknown>>;
}

const LIMIT_MS = 90_000;

/** A real n8n with the packed package in it. */
export class N8n<D extends Deployment = Deployment> {
  readonly owner = createOwner();
  readonly #client: N8nClient;

  private constructor(
    readonly installation: N8nInstallation,
    readonly deployment: D,
  ) {
    this.#client = new N8nClient(this.url, this.owner);
  }

  static async start<D extends Deployment>(plan: N8nPlan<D>): Promise<N8n<D>> {
    const { processes, manifestFolder, cacheFolder } = plan;
    const installation = await installN8n({
      manifestFolder,
      cacheFolder,
      processes,
      showProgress: () => undefined,
    });
    const deployment = await plan.deploy({ ...plan, installation });
    const n8n = new N8n(installation, deployment);
    try {
      await deployment.start();
      await n8n.#client.waitUntilOffered();
      n8n.#client.apiKey = await setUpN8n(n8n.url, n8n.owner);
      return n8n;
    } catch (error) {
      await deployment.stop();
      throw error;
    }
  }

  get url(): string {
    return this.deployment.url;
  }

  async restart(): Promise<void> {
    await this.deployment.restart();
    await this.#client.waitUntilOffered();
  }

  /** Whether a node that was woken passes on all of its outputs: n8n 1 passes on the first. */
  get forwardsAllOutputs(): boolean {
    return !this.installation.version.startsWith('1.');
  }

  /** Of the process that the editor talks to. */
  get pid(): number | undefined {
    return this.deployment.pid;
  }

  /** All that n8n has printed. */
  get log(): string {
    return this.deployment.log;
  }

  /** As the editor does: the public API of n8n 1 demands members that only its own schema knows. */
  async createCredential(
    type: string,
    data: Record<string, unknown>,
    name = `${type} of the suite`,
  ): Promise<string> {
    const created = (await this.#client.rest('POST', '/rest/credentials', { name, type, data })) as {
      data: { id: string };
    };
    return created.data.id;
  }

  /** Puts other values into a credential, as its window does. */
  async changeCredential(id: string, type: string, data: Record<string, unknown>): Promise<void> {
    await this.#client.rest('PATCH', `/rest/credentials/${id}`, { name: `${type} of the suite`, type, data });
  }

  /** What the button in the credential's window says. */
  async testCredential(
    type: string,
    data: Record<string, unknown>,
  ): Promise<{ status: string; message: string }> {
    const id = await this.createCredential(type, data);
    const credentials = { id, name: `${type} of the suite`, type, data };
    const { data: verdict } = (await this.#client.rest('POST', '/rest/credentials/test', {
      credentials,
    })) as {
      data: { status: string; message: string };
    };
    return verdict;
  }

  async createWorkflow(workflow: Workflow): Promise<string> {
    const settings = { executionOrder: 'v1' };
    const { id } = (await this.#client.api('POST', '/workflows', { settings, ...workflow })) as {
      id: string;
    };
    return id;
  }

  async getWorkflow(id: string): Promise<Record<string, unknown>> {
    return (await this.#client.api('GET', `/workflows/${id}`)) as Record<string, unknown>;
  }

  async activate(id: string): Promise<void> {
    await this.#client.api('POST', `/workflows/${id}/activate`);
  }

  async deactivate(id: string): Promise<void> {
    await this.#client.api('POST', `/workflows/${id}/deactivate`);
  }

  /**
   * How publishing a workflow ended, as the editor shows it. Only with the publication service of n8n 2.
   * @throws Error if it has not ended at the limit
   */
  async publicationOf(id: string): Promise<Publication> {
    const found = await pollUntil(
      async () => {
        const { data } = (await this.#client.rest('GET', `/rest/workflows/${id}/publication-status`)) as {
          data: Publication;
        };
        return ['in_progress', 'not_published'].includes(data.status) ? undefined : data;
      },
      { limitMs: LIMIT_MS },
    );
    if (found === undefined) throw new Error(`The publication of ${id} has not ended.`);
    return found;
  }

  /** All executions of a workflow with their data, the latest first. */
  async executions(workflowId: string): Promise<Execution[]> {
    const found = await this.#summaries(workflowId);
    return Promise.all(found.map(({ id }) => this.execution(id)));
  }

  async execution(id: string): Promise<Execution> {
    return (await this.#client.api('GET', `/executions/${id}?includeData=true`)) as Execution;
  }

  /** The latest execution without its data, which may be too much to read. */
  async latest(workflowId: string): Promise<ExecutionSummary | undefined> {
    return (await this.#summaries(workflowId))[0];
  }

  /** As the editor's list has them: the public API of n8n 1 tells nothing of those that sleep. */
  async #summaries(workflowId: string): Promise<ExecutionSummary[]> {
    const filter = encodeURIComponent(JSON.stringify({ workflowId }));
    const { data } = (await this.#client.rest('GET', `/rest/executions?filter=${filter}&limit=50`)) as {
      data: { results: ExecutionSummary[] };
    };
    return data.results;
  }

  /** How many executions of a workflow have one of these states; at most a hundred are counted. */
  async count(workflowId: string, states: readonly string[]): Promise<number> {
    const filter = encodeURIComponent(JSON.stringify({ workflowId, status: states }));
    const { data } = (await this.#client.rest('GET', `/rest/executions?filter=${filter}&limit=100`)) as {
      data: { results: ExecutionSummary[] };
    };
    return data.results.filter(({ status }) => states.includes(status)).length;
  }

  /** Why executions of a workflow ended in an error: the node and its message, for each of the latest fifty. */
  async failures(workflowId: string): Promise<string[]> {
    const failed = (await this.#summaries(workflowId)).filter(({ status }) =>
      ['error', 'crashed'].includes(status),
    );
    const executions = await Promise.all(failed.map(({ id }) => this.execution(id)));
    return executions.map(({ status, data }) => {
      const error = data?.resultData.error as { message?: string; node?: { name?: string } } | undefined;
      return `${status} at ${error?.node?.name ?? 'no node'}: ${error?.message ?? 'no message'}`;
    });
  }

  /** Stops what runs of a workflow, as the button in the editor does. */
  async cancel(workflowId: string): Promise<void> {
    const { id } = await this.executionThatIs(workflowId, ['running']);
    await this.#client.rest('POST', `/rest/executions/${id}/stop`);
  }

  /** What the editor offers for a field that is chosen from a list. */
  async listSearch(node: {
    readonly type: string;
    readonly path: string;
    readonly methodName: string;
    readonly parameters: object;
    readonly credentials: Readonly<Record<string, string>>;
  }): Promise<{ name: string; value: string }[]> {
    const { data } = (await this.#client.rest(
      'POST',
      '/rest/dynamic-node-parameters/resource-locator-results',
      {
        path: node.path,
        nodeTypeAndVersion: { name: node.type, version: 2 },
        methodName: node.methodName,
        currentNodeParameters: node.parameters,
        credentials: Object.fromEntries(
          Object.entries(node.credentials).map(([type, id]) => [type, { id, name: type }]),
        ),
      },
    )) as { data: { results: { name: string; value: string }[] } };
    return data.results;
  }

  /** What the editor's resource mapper is offered by a node. */
  async mapperFields(type: string, methodName: string): Promise<{ id: string; required: boolean }[]> {
    const { data } = (await this.#client.rest(
      'POST',
      '/rest/dynamic-node-parameters/resource-mapper-fields',
      {
        path: 'parameters.contacts',
        nodeTypeAndVersion: { name: type, version: 1 },
        methodName,
        currentNodeParameters: {},
      },
    )) as { data: { fields: { id: string; required: boolean }[] } };
    return data.fields;
  }

  /** The stored data of one execution, as it lies in the database. */
  storedExecution(id: string): Promise<string> {
    return this.deployment.query('SELECT data FROM execution_data WHERE "executionId" = $1', id);
  }

  /** The latest execution of a workflow once it has one of these states. */
  async executionThatIs(workflowId: string, states: readonly string[]): Promise<Execution> {
    const found = await pollUntil(
      async () => (await this.#summaries(workflowId)).find(({ status }) => states.includes(status)),
      { limitMs: LIMIT_MS },
    );
    if (found !== undefined) return { ...(await this.execution(found.id)), status: found.status };
    const seen = (await this.#summaries(workflowId)).map(({ id, status }) => `${id}: ${status}`).join(', ');
    throw new Error(`No execution of ${workflowId} is ${states.join(' or ')} (${seen || 'none'}).`);
  }

  /** Posts to a production webhook as soon as n8n offers it. */
  async post(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await pollUntil(
      async () => {
        const answer = await fetch(`${this.url}${path}`, { method: 'POST', ...init });
        if (answer.status !== 404) return answer;
        await answer.body?.cancel();
        return undefined;
      },
      { limitMs: LIMIT_MS },
    );
    if (response === undefined) throw new Error(`n8n does not offer ${path}.`);
    return response;
  }

  /** Listens for a test event of a trigger, as the button in the editor does. */
  async listenForTest(id: string, triggerName: string): Promise<void> {
    const { data: workflowData } = (await this.#client.rest('GET', `/rest/workflows/${id}`)) as {
      data: object;
    };
    await this.#client.rest('POST', `/rest/workflows/${id}/run`, {
      workflowData,
      triggerToStartFrom: { name: triggerName },
    });
  }

  /** Everything that n8n keeps of workflows and executions, as it lies in its database. */
  async stored(): Promise<string> {
    const tables = ['execution_data', 'execution_entity', 'workflow_entity', 'processed_data'];
    const rows = await Promise.all(tables.map((table) => this.deployment.query(`SELECT * FROM ${table}`)));
    return rows.join();
  }
}
