import { Socket } from 'node:net';
import type { Client, ClientConfig, Connection } from 'pg';
import { LateBeginClient } from './late-begin';

/** Connections of one process. Fifteen in all: six replicas have room in the hundred of a Postgres as it is installed. */
export const CONNECTIONS = { store: 10, jobs: 5 } as const;

const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than any statement of the connector takes, and than a replica that is frozen may hold a lock. */
const SILENCE_MS = 60_000;

interface PoolOptions {
  readonly connectionString: string;
  /** Connections. */
  readonly max: number;
  /** What the server lists the connections under. */
  readonly application_name: string;
  /** Milliseconds that the server may take for a statement without saying anything. */
  readonly silenceMs?: number;
}

interface PostgresPool extends Omit<PoolOptions, 'silenceMs'> {
  readonly connectionTimeoutMillis: number;
  readonly keepAlive: boolean;
  readonly Client: new (config?: string | ClientConfig) => Client;
}

/**
 * What every pool of connections to Postgres is made with. A server that was frozen, or that a broken network hides,
 * neither answers nor ends a connection: one that says nothing for too long is ended here, and its statement fails
 * with the code ETIMEDOUT. One that is idle is ended by the pool before that.
 */
export function postgresPool({ silenceMs = SILENCE_MS, ...options }: PoolOptions): PostgresPool {
  return {
    ...options,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    Client: class extends LateBeginClient {
      constructor(config?: string | ClientConfig) {
        super(config);
        this.once('connect', () => endWhenSilent(this.connection, silenceMs));
      }
    },
  };
}

function endWhenSilent({ stream }: Connection, ms: number): void {
  // Always one: of TCP, of TLS, or of a path.
  if (!(stream instanceof Socket)) return;
  stream.setTimeout(ms, () => {
    const said = `Postgres said nothing for ${ms / 1000} s: the connection was ended.`;
    stream.destroy(Object.assign(new Error(said), { code: 'ETIMEDOUT' }));
  });
}
