import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { DATABASE_KINDS } from '../harness/databases';
import { startReceiver } from '../harness/receiver';
import { CONTACTS, openScene, withDatabase, type Scene } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

const SAID = 'Rows exceeded allowed name column size(100) : Asha of the long name';
const TABLES = [
  'upload',
  'part',
  'send',
  'file',
  'file_chunk',
  'callback',
  'event',
  'delivery',
  'job',
] as const;

/** Every row of every table, as text. */
const readTables = (url: string) =>
  withDatabase(url, async (db) => {
    const tables = [];
    for (const table of TABLES) tables.push(await db.selectFrom(table).selectAll().execute());
    return JSON.stringify(tables);
  });

/** The files of a SQLite database, as their bytes. */
function readFiles(url: string): string {
  const folder = dirname(url.slice('file:'.length));
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
}

describe.each(DATABASE_KINDS)('DELETE of an upload, on %s,', (kind) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene(kind);
  });
  afterEach(() => scene.close());

  const remove = (id: string) => scene.connector.call('DELETE', `/v1/uploads/${id}`);
  const fail = async (change: Parameters<Scene['send']>[0] = {}) => {
    const { upload, request } = await scene.send(change);
    await scene.connector.until(upload.id, 'processing');
    await request.callBack({ status: 'error', message: SAID });
    await scene.connector.until(upload.id, 'failed');
    return { id: upload.id, request };
  };

  it('leaves nothing of it, in no table and in no file', async () => {
    const { id, request } = await fail({
      contacts: [...CONTACTS, { PhoneNumber: 'call me' }],
      invalidRows: 'drop',
      notifyUrl: `${scene.receiver.url}/notify`,
      notifyBy: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await scene.receiver.until(1);
    expect((await remove(id)).status).toBe(204);
    if (kind === 'sqlite') {
      expect(readFiles(scene.databaseUrl)).not.toContain(id);
      expect(readFiles(scene.databaseUrl)).not.toContain('Asha');
    }
    for (const path of ['', '/rejected.csv', '/events'])
      expect((await scene.connector.call('GET', `/v1/uploads/${id}${path}`)).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
    expect(await request.callBack(UPLOADED)).toBe(404);
    const { json } = await scene.connector.call('GET', '/v1/deliveries');
    expect(json.items).toEqual([]);
    await scene.stop();
    const kept = await readTables(scene.databaseUrl);
    expect(kept).not.toContain(id);
    expect(kept).not.toContain('Asha');
  });

  it('is refused with 409 while the upload has not ended', async () => {
    const { upload } = await scene.send();
    await scene.connector.until(upload.id, 'processing');
    const { status, json } = await remove(upload.id);
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'conflict' });
    expect((await scene.get(upload.id)).state).toBe('processing');
  });

  it('leaves the uploads beside it as they are', async () => {
    const first = await fail();
    const second = await fail();
    const before = await scene.get(second.id);
    await remove(first.id);
    expect(await scene.get(second.id)).toEqual(before);
  });

  it('makes a replay of its Idempotency-Key a 409, so that it is not sent again', async () => {
    const requested = scene.newRequest({ dryRun: true });
    const key = { 'idempotency-key': 'a key that is used once' };
    const { json } = await scene.connector.call('POST', '/v1/uploads', requested, key);
    await scene.connector.until(json.id as string, 'succeeded');
    await remove(json.id as string);
    const replay = await scene.connector.call('POST', '/v1/uploads', requested, key);
    expect(replay).toMatchObject({ status: 409, json: { code: 'idempotency_key_reused' } });
    expect(replay.json.detail).toMatch('erased');
  });

  it('of an unconfirmed upload keeps its campaign closed until the callback is overdue', async () => {
    await scene.stop();
    await scene.start({ CALLBACK_TIMEOUT_MS: '3000' });
    scene.vendor.respond = (_, index) =>
      index === 0 ? 'cut' : { body: { status: 'success', message: 'Data processing' } };
    const requested = scene.newRequest();
    const lost = await scene.connector.upload(requested);
    await scene.connector.until(lost.id, 'unconfirmed');
    const [request] = await scene.vendor.until(1);
    expect((await remove(lost.id)).status).toBe(204);
    expect(await request!.callBack(UPLOADED)).toBe(404);
    const next = await scene.connector.upload(requested);
    await scene.connector.until(next.id, 'waiting');
    const [, later] = await scene.vendor.until(2);
    expect(later!.at - request!.at).toBeGreaterThanOrEqual(3_000);
    await scene.stop();
    const sends = await withDatabase(scene.databaseUrl, (db) =>
      db
        .selectFrom('send')
        .select('upload_id')
        .where(sql<boolean>`upload_id not in (select id from upload)`)
        .execute(),
    );
    expect(sends).toEqual([]);
  });

  it('ends a delivery that is under way without another try', async () => {
    let tries = 0;
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    let began: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (began = resolve));
    const slow = await startReceiver(async () => {
      tries += 1;
      began();
      await asked;
      return { status: 503 };
    });
    const { id } = await fail({ notifyUrl: `${slow.url}/notify` });
    await begun;
    expect((await remove(id)).status).toBe(204);
    answer();
    await scene.stop();
    expect(tries).toBe(1);
    expect(await readTables(scene.databaseUrl)).not.toContain(id);
    await slow.close();
  });
});
