import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { ReceivedTry } from './evidence';
import type { Dice } from './dice';

/** A stand-in for n8n that is down half of the time, in every way there is. */
export interface FlakyReceiver {
  readonly url: string;
  /** Milliseconds that it was up and down. */
  readonly time: { up: number; down: number };
  /** From now on it is up. */
  recover(): void;
  close(): Promise<void>;
}

/** The longest time that it is up or down at a stretch. */
const MAX_STRETCH_MS = 3_000;

/**
 * reset    nobody listens
 * refuse   it answers that it cannot
 * cut      it takes the event and dies before it answers
 * hang     it takes the event and does not answer while the stretch lasts
 */
type Mood = 'up' | 'reset' | 'refuse' | 'cut' | 'hang';

const REFUSALS: readonly [[number, Record<string, string>], ...[number, Record<string, string>][]] = [
  [503, {}],
  [500, {}],
  [404, {}],
  [302, { location: 'http://127.0.0.1:9/' }],
  [429, { 'retry-after': '1' }],
];

/** @param log of every attempt @param secret that all are to be signed with */
export async function startFlakyReceiver(
  dice: Dice,
  log: ReceivedTry[],
  secret: string,
): Promise<FlakyReceiver> {
  const webhook = new Webhook(secret);
  const time = { up: 0, down: 0 };
  const hanging = new Set<ServerResponse>();
  let mood: Mood = 'up';
  let timer: NodeJS.Timeout | undefined;

  const turn = (): void => {
    hanging.forEach((response) => response.destroy());
    hanging.clear();
    mood = mood === 'up' ? dice.pick(['reset', 'refuse', 'cut', 'hang']) : 'up';
    if (mood === 'reset') server.closeAllConnections();
    const stretch = dice.below(MAX_STRETCH_MS);
    time[mood === 'up' ? 'up' : 'down'] += stretch;
    timer = setTimeout(turn, stretch);
  };

  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const [status, headers] = mood === 'up' ? ([204, {}] as const) : dice.pick(REFUSALS);
    log.push({
      url: url + (request.url ?? ''),
      eventId: String(request.headers['webhook-id']),
      body,
      isSigned: isSigned(webhook, request, body),
      isTaken: mood === 'up',
    });
    if (mood === 'hang') hanging.add(response);
    else if (mood === 'cut') response.destroy();
    else response.writeHead(status, headers).end();
  };

  const server = createServer((request, response) => {
    buffer(request).then(
      (body) => answer(request, response, body.toString('utf8')),
      () => undefined,
    );
  });
  server.on('connection', (socket) => {
    if (mood === 'reset') socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  turn();
  return {
    url,
    time,
    recover() {
      clearTimeout(timer);
      hanging.forEach((response) => response.destroy());
      mood = 'up';
    },
    async close() {
      clearTimeout(timer);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function isSigned(webhook: Webhook, request: IncomingMessage, body: string): boolean {
  try {
    webhook.verify(body, request.headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
