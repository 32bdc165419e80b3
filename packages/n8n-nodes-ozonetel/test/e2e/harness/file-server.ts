import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Serves contact files by URL and takes what is posted, as a CRM would. */
export class FileServer {
  readonly posted: { readonly path: string; readonly body: string }[] = [];
  readonly #files = new Map<string, Buffer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FileServer> {
    const server = new FileServer();
    await new Promise<void>((resolve_) => server.#server.listen(0, '127.0.0.1', resolve_));
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'POST') {
      this.posted.push({ path, body: await text(request) });
      response.end('{}');
      return;
    }
    const content = this.#files.get(path);
    response.writeHead(content === undefined ? 404 : 200).end(content);
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @returns the URL of the file */
  add(name: string, content: string | Buffer): string {
    this.#files.set(`/${name}`, Buffer.from(content));
    return `http://${this.host}/${name}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve_) => this.#server.close(resolve_));
  }
}
