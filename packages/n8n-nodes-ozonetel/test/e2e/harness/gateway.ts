import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';

/**
 * What happens to one call. `cut after the answer`: the receiver has answered, and the caller never learns of it.
 * `cut before the answer`: the caller loses its connection while the receiver still works. `bad gateway`: the caller
 * gets 502 and a page in the place of the answer. `web page`: another front end answers 200 with HTML, and the receiver
 * gets nothing.
 */
export type Passage = 'pass' | 'cut after the answer' | 'cut before the answer' | 'bad gateway' | 'web page';

export interface Answer {
  readonly path: string;
  readonly status: number;
}

const HTML = { 'content-type': 'text/html' };

/** A reverse proxy that keeps what was answered, and spoils calls when it is asked to. */
export class Gateway {
  /** Called once for each call, before it is forwarded. */
  intercept: (request: IncomingMessage) => Passage = () => 'pass';
  /** What the receivers answered, or 502 where none did. */
  readonly answers: Answer[] = [];
  /** Called with each of those, before the caller gets it. */
  onAnswer: (answer: Answer) => void = () => undefined;
  /** How many calls came in. */
  calls = 0;
  readonly #server: Server;
  readonly #tunnels = new Set<Duplex>();

  private constructor(private readonly portFor: (path: string) => number) {
    this.#server = createServer((request, response) => this.#take(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#tunnel(request, socket, head));
  }

  /** @param portFor the port on 127.0.0.1 that calls of a path go to */
  static async start(portFor: (path: string) => number): Promise<Gateway> {
    const gateway = new Gateway(portFor);
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    for (const tunnel of this.#tunnels) tunnel.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    this.calls += 1;
    const passage = this.intercept(request);
    if (passage === 'web page') {
      request.resume();
      response.writeHead(200, HTML).end('<!DOCTYPE html><title>Editor</title>');
      return;
    }
    this.#forward(request, response, passage);
  }

  #forward(request: IncomingMessage, response: ServerResponse, passage: Passage): void {
    const path = request.url ?? '/';
    const onward = forward({
      host: '127.0.0.1',
      port: this.portFor(path),
      method: request.method,
      path,
      headers: request.headers,
      agent: false,
    });
    onward.once('response', (answer) => {
      this.#note(path, answer.statusCode ?? 502);
      if (passage !== 'pass') {
        answer.resume();
        answer.once('end', () => {
          if (passage === 'bad gateway') response.writeHead(502, HTML).end('<h1>502 Bad Gateway</h1>');
          else response.destroy();
        });
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    });
    onward.once('error', () => {
      this.#note(path, 502);
      if (response.headersSent || response.destroyed) response.destroy();
      else response.writeHead(502).end();
    });
    // A caller that leaves takes its call with it, unless the cut is ours.
    if (passage === 'pass') response.once('close', () => onward.destroy());
    if (passage === 'cut before the answer') onward.once('finish', () => response.destroy());
    request.pipe(onward);
  }

  /** The editor hears of executions over a WebSocket. */
  #tunnel({ method, url = '/', rawHeaders }: IncomingMessage, caller: Duplex, head: Buffer): void {
    const receiver = connect(this.portFor(url), '127.0.0.1', () => {
      const lines = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`));
      receiver.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      receiver.write(head);
    });
    this.#tunnels.add(caller);
    pipeline(caller, receiver, caller, () => this.#tunnels.delete(caller));
  }

  #note(path: string, status: number): void {
    const answer = { path, status };
    this.answers.push(answer);
    this.onAnswer(answer);
  }
}

/** What n8n's documentation has a load balancer send to the webhook processors. */
const FOR_PROCESSORS = /^\/(webhook|webhook-waiting|form|form-waiting)\//;

/** The load balancer of queue mode: production webhooks to the processors in turn, all else to main. */
export function balance(main: number, processors: readonly number[]): (path: string) => number {
  let turn = 0;
  return (path) => {
    if (!FOR_PROCESSORS.test(path)) return main;
    turn += 1;
    return processors[turn % processors.length] ?? main;
  };
}
