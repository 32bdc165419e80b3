import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { request } from 'undici';
import { startConnectorProcess, type ConnectorProcess } from '../test/harness/connector-process';

/** Connectors over one database, behind one address that leads to any of them that is up. */
export interface Fleet {
  readonly url: string;
  /** Kills one as a power failure would, and starts another in its place. */
  killOne(random: () => number): Promise<void>;
  /** Orderly. */
  stop(): Promise<void>;
}

const FORWARDED = ['authorization', 'content-type', 'idempotency-key'] as const;

/** @param env without `PUBLIC_URL`, which is the address of the fleet */
export async function startFleet(size: number, env: Record<string, string>): Promise<Fleet> {
  const up = new Set<ConnectorProcess>();
  const proxy = createServer((incoming, outgoing) => void forward(incoming, outgoing, [...up])).listen(
    0,
    '127.0.0.1',
  );
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const start = async (): Promise<void> => {
    up.add(await startPatiently({ ...env, PUBLIC_URL: url }));
  };
  await start();
  for (let number = 1; number < size; number += 1) await start();
  return {
    url,
    async killOne(random) {
      const victim = [...up][Math.floor(random() * up.size)];
      if (victim === undefined) return;
      up.delete(victim);
      await victim.kill();
      await start();
    },
    async stop() {
      proxy.close();
      proxy.closeAllConnections();
      await Promise.all([...up].map((connector) => connector.stop()));
    },
  };
}

/** As a supervisor would: a connector whose database is away ends, and is started again. */
async function startPatiently(env: Record<string, string>): Promise<ConnectorProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startConnectorProcess(env);
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}

async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  up: readonly ConnectorProcess[],
): Promise<void> {
  try {
    const body = await buffer(incoming);
    const target = up[Math.floor(Math.random() * up.length)];
    if (target === undefined) throw new Error('none is up');
    const headers = Object.fromEntries(
      FORWARDED.flatMap((name) =>
        incoming.headers[name] === undefined ? [] : [[name, incoming.headers[name]]],
      ),
    );
    const answer = await request(target.url + (incoming.url ?? ''), {
      method: incoming.method as 'GET',
      headers,
      body: body.length === 0 ? null : body,
    });
    const text = await answer.body.text();
    outgoing
      .writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) })
      .end(text);
  } catch {
    outgoing.writeHead(502).end();
  }
}
