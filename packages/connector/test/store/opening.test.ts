import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../src/store/schema';
import { openStore } from '../../src/store/open-store';
import { StoreError } from '../../src/store/store-error';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { withDatabase } from '../harness/scene';
import { makeFolder } from '../harness/test-connector';

/** What the operator reads. */
async function faultOf(url: string): Promise<string> {
  try {
    await (await openStore(url, Date.now)).close();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return (error as Error).message;
  }
  throw new Error('the database was opened');
}

const tablesOf = async (db: Kysely<Schema>): Promise<string[]> =>
  (await db.introspection.getTables()).map(({ name }) => name).sort();

describe.each(DATABASE_KINDS)('opening the database, on %s,', (kind) => {
  let database: Awaited<ReturnType<typeof makeDatabase>>;

  beforeEach(async () => {
    database = await makeDatabase(kind);
  });
  afterEach(() => database.remove());

  it('says that a newer version has used it', async () => {
    await (await openStore(database.url, Date.now)).close();
    await withDatabase(database.url, (db) =>
      sql`insert into kysely_migration (name, timestamp) values ('0999-later', '2030')`.execute(db),
    );
    expect(await faultOf(database.url)).toMatch(/used by a newer version of the connector.*0999-later/);
  });

  it('says that it is of another program, and makes no table in it', async () => {
    await withDatabase(database.url, (db) => sql`create table stored_account (x text)`.execute(db));
    expect(await faultOf(database.url)).toMatch('give it a database of its own');
    const tables = await withDatabase(database.url, tablesOf);
    expect(tables.filter((name) => !name.startsWith('kysely_'))).toEqual(['stored_account']);
  });

  it('says that it is of another program that uses Kysely', async () => {
    await withDatabase(database.url, async (db) => {
      await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255))`.execute(
        db,
      );
      await sql`insert into kysely_migration (name, timestamp) values ('2020-shop', '2020')`.execute(db);
    });
    expect(await faultOf(database.url)).toMatch('give it a database of its own');
  });
});

it('says that a Postgres database takes no writes', async () => {
  const database = await makeDatabase('postgres');
  const name = new URL(database.url).pathname.slice(1);
  await withDatabase(database.url, (db) =>
    sql`alter database ${sql.ref(name)} set default_transaction_read_only = on`.execute(db),
  );
  expect(await faultOf(database.url)).toMatch(/takes no writes \(25006\).*make room/);
  await database.remove();
});

describe('a path of a SQLite file', () => {
  let folder: ReturnType<typeof makeFolder>;

  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => folder.remove());

  it('whose folders are missing gets them, private', async () => {
    const path = join(folder.path, 'a', 'b', 'connector.sqlite');
    await (await openStore(`file:${path}`, Date.now)).close();
    expect(existsSync(path)).toBe(true);
  });

  it('below a file is refused in a sentence', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    expect(await faultOf(`file:${join(file, 'a', 'b.sqlite')}`)).toMatch(
      /folder .* cannot be made \(ENOTDIR\)/,
    );
  });

  it('with a file in the place of the folder of contact files is refused, and may be used after', async () => {
    const path = join(folder.path, 'connector.sqlite');
    writeFileSync(`${path}-files`, '');
    expect(await faultOf(`file:${path}`)).toMatch(`${path}-files is not a folder`);
    const other = join(folder.path, 'other.sqlite');
    mkdirSync(`${other}-files`);
    await (await openStore(`file:${other}`, Date.now)).close();
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('where no folder can be made is refused and does not hang', async () => {
    expect(await faultOf('file:/proc/x/y.sqlite')).toMatch('/proc/x cannot be made (ENOENT)');
  });
});
