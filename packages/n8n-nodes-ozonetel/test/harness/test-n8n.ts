import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, ILoadOptionsFunctions, INodeParameters } from 'n8n-workflow';
import type { CredentialValues } from './credentials-helper';
import { Execution, type WorkflowOptions, type ToolCall, type ToolAnswer } from './execution';

/**
 * As much of n8n as an action node needs: n8n-core's own engine and contexts, in this process; and its waiting
 * webhooks, which are in no package of their own, as n8n 2.41 has them.
 */
export class TestN8n {
  readonly #server: Server;
  readonly #executions = new Map<string, Execution>();
  #lastId = 0;

  private constructor(private readonly credentials: CredentialValues) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(credentials: CredentialValues): Promise<TestN8n> {
    const n8n = new TestN8n(credentials);
    await new Promise<void>((resolve) => n8n.#server.listen(0, '127.0.0.1', resolve));
    return n8n;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Runs Items → Ozonetel → Sink (both outputs) until it ends or falls asleep. */
  async execute(options: WorkflowOptions): Promise<Execution> {
    const id = String((this.#lastId += 1));
    const execution = new Execution(this.url, id, options, this.credentials);
    this.#executions.set(id, execution);
    await execution.start();
    return execution;
  }

  /** What the button Retry of an execution does, with parameters that were changed and saved since. */
  async retry(failed: Execution, changed: INodeParameters = {}): Promise<Execution> {
    const id = String((this.#lastId += 1));
    const options = { ...failed.options, parameters: { ...failed.options.parameters, ...changed } };
    const execution = new Execution(this.url, id, options, this.credentials);
    this.#executions.set(id, execution);
    await execution.retry(failed);
    return execution;
  }

  /** Calls our node as a tool of an agent, with what the model filled in. */
  async callTool(options: WorkflowOptions, filledIn: IDataObject, call?: ToolCall): Promise<ToolAnswer> {
    const id = String((this.#lastId += 1));
    return new Execution(this.url, id, options, this.credentials).callTool(filledIn, call);
  }

  /** The editor with our node open, where the lists of its fields are loaded. */
  openEditor(options: WorkflowOptions): ILoadOptionsFunctions {
    const id = String((this.#lastId += 1));
    return new Execution(this.url, id, options, this.credentials).openEditor();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const [, , id = '', suffix] = url.pathname.split('/');
    const execution = this.#executions.get(id);
    if (execution?.node.id === suffix && execution?.isAsleep === true) {
      await execution.call(request, response, url);
      return;
    }
    response.statusCode = execution?.node.id === suffix ? 409 : 404;
    response.end();
  }
}
