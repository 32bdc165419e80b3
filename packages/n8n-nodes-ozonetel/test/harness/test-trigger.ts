import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExecutionLifecycleHooks, HookContext, WebhookContext, WorkflowExecute } from 'n8n-core';
import {
  createRunExecutionData,
  Workflow,
  type IHookFunctions,
  type INode,
  type INodeExecutionData,
  type INodeParameters,
  type INodeType,
  type IWebhookData,
  type IWebhookFunctions,
  type IWebhookResponseData,
  type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { OzonetelTrigger } from '../../nodes/OzonetelTrigger/OzonetelTrigger.node';
import { TestCredentials, type CredentialValues } from './credentials-helper';
import { createNodeTypes } from './node-types';
import { prepareCall } from './webhook-call';

const NODE = 'Ozonetel Trigger';

/**
 * A published workflow that begins with our trigger, in as much of n8n as it needs: n8n-core's own contexts and engine,
 * and n8n's way with webhooks: `webhook` first, then the execution is created, then the call is answered.
 */
export class TestTrigger {
  /** What each execution passed on, in the order of their ends. */
  readonly started: (readonly INodeExecutionData[])[] = [];
  readonly errors: unknown[] = [];
  /** As many executions as this cannot be created: n8n's database refuses them. */
  failures = 0;
  /** Awaited before the trigger gets a call: n8n looks it up in its database first. */
  beforeWebhook: () => Promise<void> = () => Promise.resolve();
  /** Awaited before an execution is created. */
  beforeCreation: () => Promise<void> = () => Promise.resolve();
  readonly #running = new Set<Promise<void>>();
  readonly #server: Server;
  readonly #workflow: Workflow;
  readonly #node: INode;

  private constructor(
    private readonly credentials: CredentialValues,
    parameters: INodeParameters,
    private readonly type: INodeType,
    id: string,
    typeVersion: number,
  ) {
    this.#node = {
      id,
      name: NODE,
      type: 'ozonetelTrigger',
      typeVersion,
      position: [0, 0],
      parameters: { events: ['succeeded', 'failed'], ...parameters },
      credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: name, name }])),
      webhookId: id,
    };
    const nodeTypes = createNodeTypes([]);
    this.#workflow = new Workflow({
      id: 'workflow',
      active: true,
      nodes: [this.#node],
      connections: {},
      nodeTypes: { ...nodeTypes, getByNameAndVersion: () => type },
    });
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @param type of the trigger: that of another n8n process is another copy of the module */
  static async start(
    credentials: CredentialValues,
    parameters: INodeParameters,
    {
      type = new OzonetelTrigger(),
      id = randomUUID(),
      typeVersion = 1,
    }: { readonly type?: INodeType; readonly id?: string; readonly typeVersion?: number } = {},
  ): Promise<TestTrigger> {
    const trigger = new TestTrigger(credentials, parameters, type, id, typeVersion);
    await trigger.#workflow.expression.acquireIsolate();
    await new Promise<void>((resolve) => trigger.#server.listen(0, '127.0.0.1', resolve));
    return trigger;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhook/ozonetel`;
  }

  get staticData(): Record<string, unknown> {
    return this.#workflow.getStaticData('node', this.#node);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.idle();
  }

  /** Resolves when no execution runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Publishing (`create`), unpublishing (`delete`), and n8n's question before (`checkExists`). */
  async hook(method: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
    const webhook = this.#webhookData();
    const context = new HookContext(
      this.#workflow,
      this.#node,
      this.#additionalData('hook'),
      'trigger',
      'activate',
      webhook,
    );
    Object.assign(context, { getNodeWebhookUrl: () => this.url });
    return this.type.webhookMethods!['default']![method].call(context as unknown as IHookFunctions);
  }

  /** An execution on this input, as a worker runs it. */
  async execute(item: INodeExecutionData, executionId: string = randomUUID()): Promise<void> {
    const data = createRunExecutionData({
      executionData: {
        nodeExecutionStack: [{ node: this.#node, data: { main: [[item]] }, source: null }],
      },
    });
    const engine = new WorkflowExecute(this.#additionalData(executionId), 'trigger', data);
    const run = await engine.processRunExecutionData(this.#workflow);
    const { error, runData } = run.data.resultData;
    if (error !== undefined) this.errors.push(error);
    const items = runData[NODE]?.at(-1)?.data?.['main']?.[0] ?? [];
    if (items.length > 0) this.started.push(items);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.beforeWebhook();
    const { typeVersion } = this.#node;
    if (!(await prepareCall(request, { query: {}, typeVersion }))) {
      response.writeHead(422).end();
      return;
    }
    const context = new WebhookContext(
      this.#workflow,
      this.#node,
      {
        ...this.#additionalData('webhook'),
        httpRequest: request as never,
        httpResponse: expressLike(response) as never,
      },
      'trigger',
      this.#webhookData(),
      [],
      null,
    );
    Object.assign(context, { getNodeWebhookUrl: () => this.url });
    let answer: IWebhookResponseData;
    try {
      answer = await this.type.webhook!.call(context as unknown as IWebhookFunctions);
    } catch (error) {
      // n8n lists an execution that ended in this error.
      this.errors.push(error);
      response.writeHead(500).end();
      return;
    }
    const item = answer.workflowData?.[0]?.[0];
    if (answer.noWebhookResponse === true) return;
    if (item !== undefined && !(await this.#create(item))) response.statusCode = 500;
    response.end(response.statusCode < 400 ? String(answer.webhookResponse) : '');
  }

  async #create(item: INodeExecutionData): Promise<boolean> {
    await this.beforeCreation();
    if (this.failures > 0) {
      this.failures -= 1;
      return false;
    }
    const run = this.execute(item).finally(() => this.#running.delete(run));
    this.#running.add(run);
    return true;
  }

  #webhookData(): IWebhookData {
    return {
      httpMethod: 'POST',
      node: NODE,
      path: 'ozonetel',
      webhookDescription: this.type.description.webhooks![0]!,
      workflowId: 'workflow',
      workflowExecuteAdditionalData: this.#additionalData('webhook'),
    };
  }

  #additionalData(executionId: string): IWorkflowExecuteAdditionalData {
    const hooks = new ExecutionLifecycleHooks('trigger', executionId, {
      id: 'workflow',
      name: 'test',
      active: true,
      isArchived: false,
      nodes: [],
      connections: {},
      createdAt: new Date(),
      updatedAt: new Date(),
      activeVersionId: null,
    });
    return {
      credentialsHelper: new TestCredentials(this.credentials),
      hooks,
      executionId,
      currentNodeExecutionIndex: 0,
      variables: {},
    } as unknown as IWorkflowExecuteAdditionalData;
  }
}

function expressLike(response: ServerResponse): object {
  return Object.assign(response, {
    status(code: number) {
      response.statusCode = code;
      return response;
    },
  });
}
