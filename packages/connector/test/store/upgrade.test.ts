import { Migrator } from 'kysely/migration';
import { firstTables } from '../../src/store/migrations/0001-first-tables';
import { retention } from '../../src/store/migrations/0002-retention';
import { erasure } from '../../src/store/migrations/0003-erasure';
import { openStore } from '../../src/store/open-store';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { withDatabase } from '../harness/scene';

it.each(DATABASE_KINDS)('a subscription of a version that knew no pause is active, on %s', async (kind) => {
  const database = await makeDatabase(kind);
  try {
    await withDatabase(database.url, async (db) => {
      const migrations = {
        '0001-first-tables': firstTables(kind),
        '0002-retention': retention,
        '0003-erasure': erasure,
      };
      const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
      expect((await migrator.migrateToLatest()).error).toBeUndefined();
      const old = {
        id: 'sub_1',
        url: 'http://n8n.example/',
        identity: 'x',
        secret_sealed: 'y',
        created_at: 1,
      };
      await db.insertInto('subscription').values(old).execute();
    });
    const store = await openStore(database.url, Date.now);
    const rows = await store.db.selectFrom('subscription').select(['id', 'paused_at', 'probe_at']).execute();
    await store.close();
    expect(rows).toEqual([{ id: 'sub_1', paused_at: null, probe_at: null }]);
  } finally {
    await database.remove();
  }
});
