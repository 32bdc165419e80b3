import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { firstTables } from '../../src/store/migrations/0001-first-tables';
import { retention } from '../../src/store/migrations/0002-retention';
import { erasure } from '../../src/store/migrations/0003-erasure';
import { openStore } from '../../src/store/open-store';
import { goBackBefore } from '../harness/earlier-version';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { openScene, withDatabase } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

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

it.each(DATABASE_KINDS)(
  'an upload of a version that knew no notices is shown as it was, on %s',
  async (kind) => {
    const scene = await openScene(kind);
    try {
      const { upload, request } = await scene.send();
      await request.callBack(UPLOADED);
      const before = await scene.connector.until(upload.id, 'succeeded');
      await scene.stop();
      await withDatabase(scene.databaseUrl, (db) => goBackBefore(db, '0007-notices'));
      await scene.start();
      const { notices, ...after } = await scene.get(upload.id);
      expect(notices).toBeUndefined();
      expect(after).toEqual({ ...before, notices: undefined });
    } finally {
      await scene.close();
    }
  },
);

it.each(DATABASE_KINDS)(
  'a version that knew no list of campaigns has its uploads in it, on %s',
  async (kind) => {
    const scene = await openScene(kind);
    try {
      const { upload } = await scene.send();
      await scene.stop();
      await withDatabase(scene.databaseUrl, (db) => goBackBefore(db, '0008-campaigns'));
      await scene.start();
      const { json } = await scene.connector.call('GET', '/v1/campaigns');
      expect(json.items).toMatchObject([{ username: upload.username, campaignName: 'Diwali' }]);
    } finally {
      await scene.close();
    }
  },
);

it.each(DATABASE_KINDS)(
  'jobs that an older version had asked for, or was running when it ended, are run, on %s',
  async (kind) => {
    const scene = await openScene(kind, { env: { ACCOUNT_INTERVAL_MS: '60000' } });
    try {
      const first = scene.newRequest();
      const { id: sent } = await scene.connector.upload(first);
      await scene.connector.until(sent, 'processing');
      const { id } = await scene.connector.upload({ ...first, campaignName: 'Holi' });
      await scene.connector.until(id, 'waiting');
      await scene.stop();
      await withDatabase(scene.databaseUrl, async (db) => {
        await goBackBefore(db, '0014-requests-of-jobs');
        // A job that was running had the time of no clock.
        await sql`update job set run_at = 9007199254740991 where kind = 'dispatch'`.execute(db);
        await sql`update send_slot set next_free = 0`.execute(db);
        if (kind === 'postgres')
          await sql`update connector_jobs.job set start_after = now() where name = 'dispatch'`.execute(db);
      });
      await scene.start();
      await scene.connector.until(id, 'processing');
    } finally {
      await scene.close();
    }
  },
);
