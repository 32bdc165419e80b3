import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load-config';
import { createLogger } from '../../src/observe/logger';
import { startConnector, type Connector } from '../../src/app/start-connector';
import type { Queries } from '../../src/store/dialect';
import { openStore } from '../../src/store/open-store';

export const API_KEY = 'connector-key-of-the-bench';

export interface BenchConnector extends Connector {
  close(): Promise<void>;
}

/** A connector on a new SQLite file that `seed` has written to. */
export async function startBenchConnector(
  seed: (db: Queries) => Promise<unknown>,
  env: Record<string, string> = {},
): Promise<BenchConnector> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-relay-'));
  const databaseUrl = `file:${join(folder, 'connector.sqlite')}`;
  const store = await openStore(databaseUrl, Date.now);
  await seed(store.db);
  await store.close();
  const config = loadConfig({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    CONNECTOR_API_KEYS: API_KEY,
    ENCRYPTION_KEY: 'ab'.repeat(32),
    ...env,
  });
  const logger = createLogger({ write: () => undefined });
  const connector = await startConnector(config, { logger, consoleFolder: 'none' });
  return {
    ...connector,
    async close() {
      await connector.stop();
      await rm(folder, { recursive: true });
    },
  };
}
