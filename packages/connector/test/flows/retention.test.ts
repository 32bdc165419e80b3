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
    const requested = { contacts, invalidRows: 'drop' as const };
    const finish = async () => {
      const { upload, request } = await scene.send({ ...requested, notifyUrl: `${down.url}/notify` });
      await request.callBack(UPLOADED);
      return scene.connector.until(upload.id, 'succeeded');
    };
    const rejectedOf = (id: string) => scene.connector.call('GET', `/v1/uploads/${id}/rejected.csv`);
    const old = await finish();
    const open = (await scene.send(requested)).upload;
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

it.each(DATABASE_KINDS)(
  'the texts that may name people go after RETENTION_MS, on %s; outcomes keep their codes and rows',
  async (kind) => {
    const scene = await openScene(kind);
    const contacts = [...CONTACTS, { PhoneNumber: 'call me' }];
    const { upload, request } = await scene.send({
      contacts,
      invalidRows: 'drop',
      notifyUrl: `${scene.receiver.url}/notify`,
    });
    await scene.connector.until(upload.id, 'processing');
    await request.callBack({
      status: 'error',
      message: 'Rows exceeded allowed name column size(100) : [7, Asha]',
    });
    await request.callBack({ status: 'error', message: 'Data upload failed, says Asha' });
    await scene.connector.until(upload.id, 'failed');
    await scene.receiver.until(1);
    await scene.stop();
    const age = async () =>
      withDatabase(scene.databaseUrl, async (db) => {
        await db.updateTable('upload').set({ updated_at: 1 }).execute();
        await db.updateTable('event').set({ created_at: 1 }).execute();
        await db.updateTable('callback').set({ received_at: 1 }).execute();
        await db.updateTable('job').set({ run_at: 0 }).execute();
      });
    await age();
    await scene.start({ RETENTION_MS: String(24 * 3_600_000) });
    let kept = await scene.get(upload.id);
    while (kept.outcome?.message.includes('Asha')) kept = await scene.get(upload.id);
    expect(kept).toMatchObject({
      state: 'failed',
      counts: { rows: 2, valid: 1, invalid: 1 },
      outcome: { status: 'error', code: 'names_too_long', source: 'callback' },
    });
    expect(kept.outcome?.conflict).toBeUndefined();
    expect(kept.problems).toBeUndefined();
    expect((await scene.connector.call('GET', '/v1/deliveries')).json.items).toEqual([]);
    await scene.stop();
    const rest = await withDatabase(scene.databaseUrl, async (db) =>
      JSON.stringify([
        await db.selectFrom('upload').selectAll().execute(),
        await db.selectFrom('part').selectAll().execute(),
        await db.selectFrom('event').selectAll().execute(),
        await db.selectFrom('callback').selectAll().execute(),
      ]),
    );
    expect(rest).not.toContain('Asha');
    await scene.close();
  },
);
