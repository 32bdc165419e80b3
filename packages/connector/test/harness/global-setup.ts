import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresServer, type PostgresServer } from './postgres-server';

declare global {
  var postgresServer: PostgresServer | undefined;
}

/** One Postgres for all suites, each of which makes databases of its own; one folder for all that is logged. */
export default async function setUp(): Promise<void> {
  process.env['TEST_LOG_FOLDER'] = mkdtempSync(join(tmpdir(), 'connector-logs-'));
  globalThis.postgresServer = await startPostgresServer();
  process.env['TEST_POSTGRES_URL'] = await globalThis.postgresServer.database('postgres');
}
