import { z } from 'zod';
import { pollUntil } from '../process/poll-until';
import { executionSchema, type Execution } from './execution';

/** n8n's public API refused a call. The message holds n8n's own words. */
export class N8nApiError extends Error {
  override readonly name = 'N8nApiError';

  constructor(
    readonly status: number,
    call: string,
    answer: string,
  ) {
    super(`n8n answered ${status} to ${call}: ${answer}`);
  }
}

/** A workflow as n8n exports it. */
export interface WorkflowInput {
  readonly name: string;
  readonly nodes: readonly unknown[];
  readonly connections: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface CredentialInput {
  readonly name: string;
  /** For instance `ozonetelConnectorApi`. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface WaitForExecutionOptions {
  /** Executions that are known already. */
  readonly after?: readonly string[];
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

const idSchema = z.object({ id: z.string() });
const executionListSchema = z.object({ data: z.array(executionSchema) });
const CALL_LIMIT_MS = 30_000;

/** The part of n8n's public API (v1) that the demo and the end-to-end suite use. */
export class N8nApi {
  constructor(
    private readonly url: string,
    private readonly apiKey: string,
  ) {}

  /** @returns the id of the credential */
  async createCredential(credential: CredentialInput): Promise<string> {
    return idSchema.parse(await this.call('POST', '/credentials', credential)).id;
  }

  /** @returns the id of the workflow, which is not active yet */
  async createWorkflow(workflow: WorkflowInput): Promise<string> {
    return idSchema.parse(await this.call('POST', '/workflows', workflow)).id;
  }

  /** Answers before the triggers are registered, and also if their registration fails then. */
  async activateWorkflow(id: string): Promise<void> {
    await this.call('POST', `/workflows/${id}/activate`);
  }

  async deactivateWorkflow(id: string): Promise<void> {
    await this.call('POST', `/workflows/${id}/deactivate`);
  }

  async deleteWorkflow(id: string): Promise<void> {
    await this.call('DELETE', `/workflows/${id}`);
  }

  /** The latest executions of a workflow with their data, the newest first. */
  async listExecutions(workflowId: string): Promise<Execution[]> {
    const query = new URLSearchParams({ workflowId, includeData: 'true', limit: '50' });
    return executionListSchema.parse(await this.call('GET', `/executions?${query.toString()}`)).data;
  }

  async getExecution(id: string): Promise<Execution> {
    return executionSchema.parse(await this.call('GET', `/executions/${id}?includeData=true`));
  }

  /** The next execution of a workflow that has ended, well or badly; undefined when the limit has passed. */
  waitForExecution(workflowId: string, options: WaitForExecutionOptions): Promise<Execution | undefined> {
    const known = new Set(options.after);
    return pollUntil(async () => {
      const executions = await this.listExecutions(workflowId);
      return executions.reverse().find(({ id, stoppedAt }) => stoppedAt !== null && !known.has(id));
    }, options);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { 'x-n8n-api-key': this.apiKey, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new N8nApiError(response.status, `${method} ${path}`, text.slice(0, 500));
    return text === '' ? undefined : JSON.parse(text);
  }
}
