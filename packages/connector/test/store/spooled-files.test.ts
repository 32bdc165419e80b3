import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Kysely, PostgresDialect, sql, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import SqliteDatabase from 'better-sqlite3';
import { Pool } from 'pg';
import { createSealer } from '../../src/crypto/sealer';
import { streamOf } from '../../src/store/spool/content';
import { writeAll } from '../../src/store/spool/file-writer';
import { removeFiles } from '../../src/store/spool/remove-files';
import { createSpool } from '../../src/store/spool/spool';
import { firstTables } from '../../src/store/migrations/0001-first-tables';
import { retention } from '../../src/store/migrations/0002-retention';
import { openStore } from '../../src/store/open-store';
import type { Schema } from '../../src/store/schema';
import { openUnitsOfWork } from '../harness/units-of-work';
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
  expect(await buffer(streamOf(await spool.get('fil_old')))).toEqual(content);
  await store.close();
  await database.remove();
});

it.each(DATABASE_KINDS)('a spooled file is whole when read, and nowhere in clear, on %s', async (kind) => {
  const database = await makeDatabase(kind);
  const opened = await openUnitsOfWork(database.url);
  const { store } = opened;
  const spool = createSpool(store, createSealer([createHash('sha256').update('a key').digest()]));
  const content = Buffer.from('PhoneNumber\n9876543210\n'.repeat(60_000));
  const pieces = [content.subarray(0, 7), content.subarray(7, 700_000), content.subarray(700_000)];
  const file = await writeAll(spool.createFile('source'), pieces);
  expect(file.bytes).toBe(content.length);
  const chunks = await store.db.selectFrom('file_chunk').select('bytes').execute();
  const stored =
    store.fileFolder === undefined ? chunks.map(({ bytes }) => bytes) : filesIn(store.fileFolder);
  expect(Buffer.concat(stored).length).toBeGreaterThan(content.length);
  expect(Buffer.concat(stored).includes('9876543210')).toBe(false);
  await opened.transact((work) => file.adopt(work, 'upl_1'));
  const found = await spool.get(file.id);
  expect((await buffer(streamOf(found))).equals(content)).toBe(true);
  // Whoever wrote it removes it where its upload could not be stored: a commit that was only said to have failed was.
  await file.remove();
  expect((await buffer(streamOf(found))).equals(content)).toBe(true);
  await removeFiles(store.db, [file.id]);
  await spool.removeUnknown();
  await expect(buffer(streamOf(found))).rejects.toThrow('was removed before it was read');
  await opened.close();
  await database.remove();
});

it.each(DATABASE_KINDS)(
  'readers of several places of a file at once get the bytes of theirs, on %s',
  async (kind) => {
    const database = await makeDatabase(kind);
    const store = await openStore(database.url, Date.now);
    const spool = createSpool(store, createSealer([createHash('sha256').update('a key').digest()]));
    const content = randomBytes(3_000_000);
    const file = await writeAll(spool.createFile('source'), [content]);
    const opened = await file.open();
    const places = Array.from({ length: 60 }, (_, index) => (index * 1_234_567) % content.length);
    const read = await Promise.all(
      places.map(async (place) => {
        const into = Buffer.alloc(300_000);
        return into.subarray(0, await opened.read(into, place));
      }),
    );
    await opened.close();
    expect(read.map((bytes, index) => content.indexOf(bytes) === places[index])).not.toContain(false);
    await store.close();
    await database.remove();
  },
);

it('contact files leave the SQLite database as small as it was', async () => {
  const database = await makeDatabase('sqlite');
  const path = database.url.slice('file:'.length);
  const store = await openStore(database.url, Date.now);
  const spool = createSpool(store, createSealer([createHash('sha256').update('a key').digest()]));
  await store.truncateLog();
  const before = statSync(path).size;
  for (let day = 0; day < 3; day += 1) {
    const file = await writeAll(spool.createFile('source'), [Buffer.alloc(4 * 1024 * 1024)]);
    await file.remove();
  }
  await store.truncateLog();
  expect(statSync(path).size).toBeLessThan(before + 100_000);
  expect(filesIn(store.fileFolder ?? '')).toEqual([]);
  await store.close();
  await database.remove();
});

it('the SQLite file does not keep the size of a day with many small files', async () => {
  const database = await makeDatabase('sqlite');
  const path = database.url.slice('file:'.length);
  const opened = await openUnitsOfWork(database.url);
  const { store } = opened;
  const spool = createSpool(store, createSealer([createHash('sha256').update('a key').digest()]));
  await store.truncateLog();
  const before = statSync(path).size;
  const ids: string[] = [];
  for (let count = 0; count < 40; count += 1) {
    const file = await writeAll(spool.createFile('source'), [Buffer.alloc(200_000, 'x')]);
    await opened.transact((work) => file.adopt(work, `upl_${count}`));
    ids.push(file.id);
  }
  await store.truncateLog();
  expect(statSync(path).size).toBeGreaterThan(before + 40 * 200_000);
  await removeFiles(store.db, ids);
  for (let sweeps = 0; sweeps < 3; sweeps += 1) await store.truncateLog();
  expect(statSync(path).size).toBeLessThan(before + 100_000);
  await opened.close();
  await database.remove();
});

it('a file whose row was deleted, or that a killed process began, is removed and no other', async () => {
  const database = await makeDatabase('sqlite');
  const store = await openStore(database.url, Date.now);
  const folder = store.fileFolder ?? '';
  const spool = createSpool(store, createSealer([createHash('sha256').update('a key').digest()]));
  const kept = await writeAll(spool.createFile('source'), [Buffer.alloc(600_000)]);
  const deleted = await writeAll(spool.createFile('source'), [Buffer.alloc(600_000)]);
  await store.db.deleteFrom('file').where('id', '=', deleted.id).execute();
  writeFileSync(join(folder, 'fil_begun'), 'x');
  await spool.removeUnknown();
  expect(readdirSync(folder)).toEqual([kept.id]);
  await store.close();
  await database.remove();
});

it('a stream that breaks off leaves no file', async () => {
  const database = await makeDatabase('sqlite');
  const store = await openStore(database.url, Date.now);
  const spool = createSpool(store, createSealer([createHash('sha256').update('a key').digest()]));
  const broken = Readable.from(
    (function* () {
      yield Buffer.alloc(600_000);
      throw new Error('The connection broke.');
    })(),
  );
  await expect(writeAll(spool.createFile('source'), broken)).rejects.toThrow('The connection broke.');
  expect(readdirSync(store.fileFolder ?? '')).toEqual([]);
  expect(await store.db.selectFrom('file').select('id').execute()).toEqual([]);
  await store.close();
  await database.remove();
});

function filesIn(folder: string): Buffer[] {
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}
