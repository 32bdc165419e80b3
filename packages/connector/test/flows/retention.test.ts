import type { Delivery } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { startReceiver } from '../harness/receiver';
import { CONTACTS, openScene, withDatabase } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

it.each(DATABASE_KINDS)(
  'what has been kept long enough goes, on %s, and takes no outcome and no delivery with it',
  async (kind) => {
    const scene = await openScene(kind, { env: { RELAY_RETRY_SCHEDULE_MS: '0,3600000' } });
    const down = await startReceiver(() => ({ status: 503 }));
    const contacts = [...CONTACTS, { PhoneNumber: 'call me' }];
    const order = { contacts, invalidRows: 'drop' as const };
    const finish = async () => {
      const { upload, request } = await scene.send({ ...order, notifyUrl: `${down.url}/notify` });
      await request.callBack(UPLOADED);
      return scene.connector.until(upload.id, 'succeeded');
    };
    const rejectedOf = (id: string) => scene.connector.call('GET', `/v1/uploads/${id}/rejected.csv`);
    const old = await finish();
    const open = (await scene.send(order)).upload;
    await scene.connector.until(open.id, 'processing');
    await down.until(1);
    await scene.stop();
    await withDatabase(scene.databaseUrl, async (db) => {
      await db.updateTable('file').set({ created_at: 1 }).execute();
      await db.updateTable('callback').set({ received_at: 1 }).execute();
    });
    await scene.start({ RETENTION_MS: String(24 * 3_600_000) });
    const recent = await finish();

    let gone = await rejectedOf(old.id);
    while (gone.status === 200) gone = await rejectedOf(old.id);
    expect(gone).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(gone.json.detail).toMatch('RETENTION_MS');
    expect((await rejectedOf(recent.id)).status).toBe(200);
    expect((await rejectedOf(open.id)).status).toBe(200);
    expect((await scene.connector.call('GET', `/v1/uploads/${old.id}`)).json).toEqual(old);
    const { json } = await scene.connector.call('GET', '/v1/deliveries?state=pending');
    expect((json.items as Delivery[]).map(({ uploadId }) => uploadId).sort()).toEqual(
      [old.id, recent.id].sort(),
    );
    await scene.stop();
    const kept = await withDatabase(scene.databaseUrl, (db) =>
      db.selectFrom('callback').select('effect').execute(),
    );
    expect(kept).toEqual([{ effect: 'settled' }]);
    await down.close();
    await scene.close();
  },
);
