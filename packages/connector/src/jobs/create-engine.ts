import type { Logger } from '../observe/logger';
import type { Store } from '../store/open-store';
import { EmbeddedEngine } from './embedded-engine';
import type { Engine } from './engine';
import { PgBossEngine } from './pg-boss-engine';

/** The engine that goes with the database. */
export async function createEngine(store: Store, databaseUrl: string, logger: Logger): Promise<Engine> {
  if (store.dialect === 'sqlite') return new EmbeddedEngine(store, logger);
  const engine = new PgBossEngine(store, databaseUrl, logger);
  await engine.prepare();
  return engine;
}
