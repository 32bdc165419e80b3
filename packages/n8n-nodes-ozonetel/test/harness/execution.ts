import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ExecutionLifecycleHooks,
  LoadOptionsContext,
  SupplyDataContext,
  WebhookContext,
  WorkflowExecute,
} from 'n8n-core';
import {
  createRunExecutionData,
  NodeConnectionTypes,
  Workflow,
  type IDataObject,
  type IExecuteFunctions,
  type ILoadOptionsFunctions,
  type INode,
  type INodeExecutionData,
  type INodeParameters,
  type IRun,
  type IRunExecutionData,
  type IWebhookData,
  type IWebhookFunctions,
  type IWebhookResponseData,
  type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { TestCredentials, type CredentialValues } from './credentials-helper';
import { createNodeTypes } from './node-types';
import { prepareCall } from './webhook-call';

export interface WorkflowOptions {
  readonly parameters: INodeParameters;
  readonly items?: readonly INodeExecutionData[];
  /** Further members of our node, `onError` for instance. */
  readonly node?: Partial<INode>;
}

export interface Finished {
  readonly run: IRun;
  /** Of our node's last run, by output. */
  readonly outputs: readonly (readonly INodeExecutionData[])[];
  readonly error: { readonly message: string; readonly description?: string | null } | undefined;
}

export interface ToolCall {
  /** As n8n 1 calls it, whose contexts have no `isToolExecution`. */
  readonly isOfN8n1?: boolean;
}

export interface ToolAnswer {
  readonly outputs: readonly (readonly INodeExecutionData[])[];
  readonly isAsleep: boolean;
}

const NODE = 'Ozonetel';

/** One execution of the test workflow. */
export class Execution {
  readonly node: INode;
  readonly #workflow: Workflow;
  readonly #additionalData: IWorkflowExecuteAdditionalData;
  #data: IRunExecutionData = createRunExecutionData({});
  #run: IRun | undefined;
  readonly #woken: Promise<void>;
  #wake: () => void = () => undefined;

  /** @param baseUrl of the n8n that it runs in */
  constructor(
    baseUrl: string,
    id: string,
    readonly options: WorkflowOptions,
    credentials: CredentialValues,
  ) {
    const { parameters, items = [{ json: {} }], node } = options;
    this.node = {
      id: 'ozonetel-node',
      name: NODE,
      type: 'ozonetel',
      typeVersion: 1,
      position: [0, 0],
      parameters,
      credentials: Object.fromEntries(
        Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
      ),
      ...node,
    };
    this.#workflow = createWorkflow(this.node, items);
    this.#additionalData = createAdditionalData(baseUrl, id, credentials, this.#workflow);
    this.#woken = new Promise((resolve) => (this.#wake = resolve));
  }

  openEditor(): ILoadOptionsFunctions {
    const additionalData = { ...this.#additionalData, currentNodeParameters: this.node.parameters };
    const context: unknown = new LoadOptionsContext(this.#workflow, this.node, additionalData, '');
    return context as ILoadOptionsFunctions;
  }

  async start(): Promise<void> {
    const source = this.#workflow.getNode('Items');
    if (source === null) throw new Error('No source.');
    await this.#workflow.expression.acquireIsolate();
    const engine = new WorkflowExecute(this.#additionalData, 'trigger');
    this.#run = await engine.run({ workflow: this.#workflow, startNode: source });
    this.#data = this.#run.data;
  }

  /** As n8n's Retry does: from where another execution failed, with all that it has kept. */
  async retry(failed: Execution): Promise<void> {
    await this.#workflow.expression.acquireIsolate();
    this.#data = failed.#readBack();
    const { resultData } = this.#data;
    delete resultData.error;
    const runs = resultData.runData[this.node.name] ?? [];
    if (runs.at(-1)?.error !== undefined) runs.pop();
    for (const entry of this.#data.executionData?.nodeExecutionStack ?? []) {
      if (entry.node.name === this.node.name) entry.node = this.node;
    }
    const engine = new WorkflowExecute(this.#additionalData, 'retry', this.#data);
    this.#run = await engine.processRunExecutionData(this.#workflow);
    this.#data = this.#run.data;
  }

  /** n8n takes the output of a tool at once, outside of its engine. */
  async callTool(json: IDataObject, { isOfN8n1 = false }: ToolCall = {}): Promise<ToolAnswer> {
    await this.#workflow.expression.acquireIsolate();
    const items = [[{ json }]];
    const context = new SupplyDataContext(
      this.#workflow,
      this.node,
      this.#additionalData,
      'trigger',
      this.#data,
      0,
      [],
      { ai_tool: items },
      NodeConnectionTypes.AiTool,
      { data: { main: items }, node: this.node, source: null },
      [],
    );
    if (isOfN8n1) Object.assign(context, { isToolExecution: undefined });
    const nodeType = this.#workflow.nodeTypes.getByNameAndVersion('ozonetel', 1);
    const outputs = await nodeType.execute!.call(context as unknown as IExecuteFunctions);
    return {
      outputs: outputs as INodeExecutionData[][],
      isAsleep: this.#data.waitTill !== undefined,
    };
  }

  get isAsleep(): boolean {
    return this.#run?.waitTill instanceof Date;
  }

  get waitTill(): Date | undefined {
    return this.#run?.waitTill ?? undefined;
  }

  /** All that n8n would store, as text. */
  get stored(): string {
    return JSON.stringify(this.#data);
  }

  get finished(): Finished {
    if (this.#run === undefined) throw new Error('It has not run.');
    const { resultData } = this.#run.data;
    const outputs = resultData.runData[this.node.name]?.at(-1)?.data?.['main'] ?? [];
    return {
      run: this.#run,
      outputs: outputs.map((items) => items ?? []),
      error: resultData.error as Finished['error'],
    };
  }

  /** Resolves when a call of the resume URL has woken the execution and it has ended. */
  awake(): Promise<void> {
    return this.#woken;
  }

  /** The time limit passes: n8n goes on with the node switched off, which passes its input on. */
  async timeOut(): Promise<void> {
    await this.#resume();
  }

  /** A call of the resume URL. */
  async call(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    // n8n reads the execution from its database, and switches the node off, before it calls the webhook.
    const data = this.#readBack();
    delete data.waitTill;
    data.resultData.runData[this.node.name]?.pop();
    const entry = data.executionData?.nodeExecutionStack[0];
    if (entry === undefined) throw new Error('Nothing sleeps.');
    entry.node.disabled = true;
    const query = Object.fromEntries(url.searchParams);
    if (!(await prepareCall(request, { query, typeVersion: this.node.typeVersion }))) {
      response.writeHead(422).end();
      return;
    }
    const answer = await this.#webhook(request, response, data);
    if (answer.workflowData === undefined) {
      if (!response.writableEnded) response.end();
      return;
    }
    response.end(String(answer.webhookResponse ?? ''));
    entry.data['main'] = answer.workflowData;
    entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
    this.#data = data;
    await this.#resume();
    this.#wake();
  }

  async #webhook(
    request: IncomingMessage,
    response: ServerResponse,
    data: IRunExecutionData,
  ): Promise<IWebhookResponseData> {
    const nodeType = this.#workflow.nodeTypes.getByNameAndVersion('ozonetel', 1);
    const webhook: IWebhookData = {
      httpMethod: 'POST',
      node: this.node.name,
      path: this.node.id,
      webhookDescription: nodeType.description.webhooks![0]!,
      workflowId: 'workflow',
      workflowExecuteAdditionalData: this.#additionalData,
    };
    const context = new WebhookContext(
      this.#workflow,
      this.node,
      {
        ...this.#additionalData,
        httpRequest: request as never,
        httpResponse: expressLike(response) as never,
      },
      'trigger',
      webhook,
      [],
      data,
    );
    return nodeType.webhook!.call(context as unknown as IWebhookFunctions);
  }

  /** As n8n reads an execution back from its database. */
  #readBack(): IRunExecutionData {
    return JSON.parse(this.stored) as IRunExecutionData;
  }

  async #resume(): Promise<void> {
    this.#data = this.#readBack();
    const engine = new WorkflowExecute(this.#additionalData, 'trigger', this.#data);
    this.#run = await engine.processRunExecutionData(this.#workflow);
    this.#data = this.#run.data;
  }
}

function createWorkflow(node: INode, items: readonly INodeExecutionData[]): Workflow {
  const other = (name: string, type: string): INode => ({
    id: name,
    name,
    type,
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
  });
  const to = (name: string) => ({ node: name, type: 'main', index: 0 }) as const;
  return new Workflow({
    id: 'workflow',
    active: false,
    nodes: [other('Items', 'items'), node, other('Uploads', 'sink'), other('Rejected', 'sink')],
    connections: {
      Items: { main: [[to(node.name)]] },
      [node.name]: { main: [[to('Uploads')], [to('Rejected')]] },
    },
    nodeTypes: createNodeTypes(items),
  });
}

function createAdditionalData(
  baseUrl: string,
  executionId: string,
  credentials: CredentialValues,
  workflow: Workflow,
): IWorkflowExecuteAdditionalData {
  const hooks = new ExecutionLifecycleHooks('trigger', executionId, {
    id: workflow.id,
    name: 'test',
    active: false,
    isArchived: false,
    nodes: [],
    connections: {},
    createdAt: new Date(),
    updatedAt: new Date(),
    activeVersionId: null,
  });
  return {
    credentialsHelper: new TestCredentials(credentials),
    hooks,
    executionId,
    currentNodeExecutionIndex: 0,
    webhookWaitingBaseUrl: `${baseUrl}/webhook-waiting`,
    formWaitingBaseUrl: `${baseUrl}/form-waiting`,
    variables: {},
  } as unknown as IWorkflowExecuteAdditionalData;
}

/** The part of express's response that nodes use. */
function expressLike(response: ServerResponse): object {
  return Object.assign(response, {
    status(code: number) {
      response.statusCode = code;
      return response;
    },
    send(body: string) {
      response.end(body);
      return response;
    },
  });
}
