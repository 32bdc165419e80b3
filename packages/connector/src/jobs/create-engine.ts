import type { Logger } from '../observe/logger';
import type { Store } from '../store/open-store';
import { EmbeddedEngine } from './embedded-engine';
import type { Engine } from './engine';

/** The engine that goes with the database. */
export async function createEngine(store: Store, databaseUrl: string, logger: Logger): Promise<Engine> {
  if (store.dialect === 'sqlite') return new EmbeddedEngine(store, logger);
  // Loaded only if it is used: pg-boss takes 10 MB.
  const { PgBossEngine } = await import('./pg-boss-engine.js');
  const engine = new PgBossEngine(store, databaseUrl, logger);
  await engine.prepare();
  return engine;
}
