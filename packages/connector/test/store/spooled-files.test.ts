import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Kysely, PostgresDialect, sql, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import SqliteDatabase from 'better-sqlite3';
import { Pool } from 'pg';
import { createSealer } from '../../src/crypto/sealer';
import { createSpool } from '../../src/store/spool/spool';
import { firstTables } from '../../src/store/migrations/0001-first-tables';
import { retention } from '../../src/store/migrations/0002-retention';
import { openStore } from '../../src/store/open-store';
import type { Schema } from '../../src/store/schema';
import { DATABASE_KINDS, makeDatabase, type DatabaseKind } from '../harness/databases';

/** A database as the version before encrypted files left it, with one contact file in clear. */
async function makeOldDatabase(kind: DatabaseKind, url: string, content: Buffer): Promise<void> {
  const dialect =
    kind === 'sqlite'
      ? new SqliteDialect({ database: new SqliteDatabase(url.slice('file:'.length)) })
      : new PostgresDialect({ pool: new Pool({ connectionString: url, max: 1 }) });
  const db = new Kysely<Schema>({ dialect });
  const migrations = { '0001-first-tables': firstTables(kind), '0002-retention': retention };
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  }).migrateToLatest();
  expect(error).toBeUndefined();
  await sql`insert into file (id, upload_id, kind, name, created_at, bytes)
    values ('fil_old', 'upl_old', 'source', '', 1, ${content.length})`.execute(db);
  await db.insertInto('file_chunk').values({ file_id: 'fil_old', seq: 0, bytes: content }).execute();
  await db.destroy();
}

it.each(DATABASE_KINDS)('files that an older version stored in clear are still read, on %s', async (kind) => {
  const database = await makeDatabase(kind);
  const content = Buffer.from('PhoneNumber\n9876543210\n');
  await makeOldDatabase(kind, database.url, content);
  const store = await openStore(database.url, Date.now);
  const spool = createSpool(store, createSealer([createHash('sha256').update('a key').digest()]));
  expect(await buffer(spool.read('fil_old'))).toEqual(content);
  await store.close();
  await database.remove();
});

it.each(DATABASE_KINDS)('a spooled file is not in clear in the database, on %s', async (kind) => {
  const database = await makeDatabase(kind);
  const store = await openStore(database.url, Date.now);
  const spool = createSpool(store, createSealer([createHash('sha256').update('a key').digest()]));
  const content = Buffer.from('PhoneNumber\n9876543210\n'.repeat(60_000));
  const file = await spool.store(Readable.from([content]), 'source', 'contacts.csv');
  expect(file.bytes).toBe(content.length);
  const chunks = await store.db.selectFrom('file_chunk').select('bytes').execute();
  expect(chunks.some(({ bytes }) => bytes.includes('9876543210'))).toBe(false);
  expect((await buffer(spool.read(file.id))).equals(content)).toBe(true);
  await store.db.deleteFrom('file_chunk').where('seq', '=', 0).execute();
  await expect(buffer(spool.read(file.id))).rejects.toThrow('removed while it was being read');
  await store.close();
  await database.remove();
});
