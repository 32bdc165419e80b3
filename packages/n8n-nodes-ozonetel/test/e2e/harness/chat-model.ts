import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface ChatRequest {
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
  readonly tools?: readonly { readonly function: { readonly name: string; readonly description?: string } }[];
}

/** Speaks as OpenAI's chat completions do: calls the one tool that it is offered, then says what the tool said. */
export class ChatModel {
  readonly #server: Server;

  private constructor(private readonly toolArguments: object) {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => this.#answer(JSON.parse(body) as ChatRequest, response));
    });
  }

  static async start(toolArguments: object): Promise<ChatModel> {
    const model = new ChatModel(toolArguments);
    await new Promise<void>((resolve) => model.#server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: ChatRequest, response: ServerResponse): void {
    const said = request.messages.find(({ role }) => role === 'tool');
    const call = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: {
        name: request.tools?.[0]?.function.name ?? 'none',
        arguments: JSON.stringify(this.toolArguments),
      },
    };
    const message = {
      role: 'assistant',
      ...(said === undefined
        ? { content: null, tool_calls: [call] }
        : { content: JSON.stringify(said.content) }),
    };
    const finish_reason = said === undefined ? 'tool_calls' : 'stop';
    const common = { id: 'chatcmpl-1', created: 1, model: 'gpt-4o-mini' };
    if (request.stream !== true) {
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          ...common,
          object: 'chat.completion',
          choices: [{ index: 0, message, finish_reason }],
          usage,
        }),
      );
      return;
    }
    const chunk = (choice: object): string =>
      `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`${chunk({ delta: message })}${chunk({ delta: {}, finish_reason })}data: [DONE]\n\n`);
  }
}
