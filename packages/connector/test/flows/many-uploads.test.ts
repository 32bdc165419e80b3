import { DATABASE_KINDS } from '../harness/databases';
import { openScene, withDatabase, type Scene } from '../harness/scene';
import { PROCESSING } from '../harness/vendor';

/** More than one statement can hold, on either database. */
const STARTS = 3_000;
const ACCOUNT = { username: 'many', apiKey: 'vendor-key-of-many' };

/** Copies of an upload as it lies in the database, each with a name of its own. */
async function repeatUpload(databaseUrl: string, id: string, times: number): Promise<void> {
  await withDatabase(databaseUrl, async (db) => {
    const { seq, ...upload } = await db
      .selectFrom('upload')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const parts = await db.selectFrom('part').selectAll().where('upload_id', '=', id).execute();
    for (let number = 1; number <= times; number += 1) {
      const copy = `${id}-${number}`;
      await db
        .insertInto('upload')
        .values({ ...upload, id: copy })
        .execute();
      for (const part of parts)
        await db
          .insertInto('part')
          .values({ ...part, upload_id: copy, upload_seq: seq + number })
          .execute();
    }
  });
}

describe.each(DATABASE_KINDS)('a stop of a campaign that thousands of starts wait for, on %s', (kind) => {
  let scene: Scene;
  const newRequest = (change: object) => scene.newRequest({ account: ACCOUNT, ...change });

  beforeAll(async () => {
    scene = await openScene(kind, { env: { ACCOUNT_INTERVAL_MS: '600000' } });
  });
  afterAll(() => scene.close());

  it('cancels each of them', async () => {
    scene.vendor.respond = () => PROCESSING;
    await scene.send({ account: ACCOUNT, campaignName: 'Holds the slot' });
    const start = await scene.connector.upload(newRequest({ action: 'start' }));
    await scene.connector.until(start.id, 'waiting');
    await scene.stop();
    await repeatUpload(scene.databaseUrl, start.id, STARTS);
    await scene.start();

    const stop = await scene.connector.upload(newRequest({ action: 'stop' }));
    const last = await scene.connector.until(`${start.id}-${STARTS}`, 'canceled');
    expect(last.outcome?.message).toContain(stop.id);
    const { items } = (await scene.connector.call('GET', '/v1/uploads?state=waiting')).json as {
      items: { id: string }[];
    };
    expect(items.map(({ id }) => id)).toEqual([stop.id]);
  });
});
