import { startPostgresServer, type PostgresServer } from './postgres-server';

declare global {
  var postgresServer: PostgresServer | undefined;
}

/** One Postgres for all suites; each makes databases of its own. */
export default async function setUp(): Promise<void> {
  globalThis.postgresServer = await startPostgresServer();
  process.env['TEST_POSTGRES_URL'] = await globalThis.postgresServer.database('postgres');
}
