const PROTOCOL = '2025-03-26';

interface Reply {
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A client of one MCP server, over its streamable HTTP transport. */
export class McpClient {
  #lastId = 0;
  #session: string | undefined;

  private constructor(private readonly url: string) {}

  static async connect(url: string): Promise<McpClient> {
    const client = new McpClient(url);
    await client.#ask('initialize', {
      protocolVersion: PROTOCOL,
      capabilities: {},
      clientInfo: { name: 'e2e', version: '1' },
    });
    await (await client.#post({ method: 'notifications/initialized' })).body?.cancel();
    return client;
  }

  /** Calls the only tool of the server. @returns the text of its result */
  async callOnlyTool(args: Record<string, unknown>): Promise<string> {
    const { tools } = (await this.#ask('tools/list', {})) as { tools: { name: string }[] };
    const result = await this.#ask('tools/call', { name: tools[0]?.name, arguments: args });
    return JSON.stringify(result['content']);
  }

  async #ask(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    this.#lastId += 1;
    const response = await this.#post({ id: this.#lastId, method, params });
    this.#session ??= response.headers.get('mcp-session-id') ?? undefined;
    const text = await response.text();
    if (!response.ok) throw new Error(`${method}: ${response.status} ${text}`);
    const { result, error } = readReply(text);
    if (result === undefined) throw new Error(`${method}: ${error?.message ?? text}`);
    return result;
  }

  #post(message: object): Promise<Response> {
    return fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(this.#session === undefined ? {} : { 'mcp-session-id': this.#session }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
  }
}

/** From JSON, or from a stream of events of which one is the reply. */
function readReply(text: string): Reply {
  const events = text
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => JSON.parse(line.slice('data:'.length)) as Reply);
  return (
    events.find(({ result, error }) => result !== undefined || error !== undefined) ??
    (JSON.parse(text) as Reply)
  );
}
