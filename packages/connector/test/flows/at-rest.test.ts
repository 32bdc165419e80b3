import type { DatabaseKind } from '../harness/databases';
import { DATABASE_KINDS } from '../harness/databases';
import { openScene, withDatabase, type Scene } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

const SECRET = `whsec_${Buffer.from('a secret that is never in clear.').toString('base64')}`;
const API_KEY_OF_ACCOUNT = 'vendor-key-that-is-never-in-clear';
const TABLES = [
  'upload',
  'part',
  'send',
  'file',
  'callback',
  'subscription',
  'event',
  'delivery',
  'job',
] as const;

/** Every row of every table, as text. */
async function readAll(url: string): Promise<string> {
  const tables = await withDatabase(url, (db) =>
    Promise.all(TABLES.map((table) => db.selectFrom(table).selectAll().execute())),
  );
  return JSON.stringify(tables);
}

describe.each(DATABASE_KINDS)('at rest, on %s,', (kind: DatabaseKind) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene(kind);
  });
  afterEach(() => scene.close());

  it('no secret is in clear while it is needed, and none is left when it is not', async () => {
    const account = { username: 'acme', apiKey: API_KEY_OF_ACCOUNT };
    const notifyUrl = `${scene.receiver.url}/notify-under-a-signature`;
    await scene.connector.call('POST', '/v1/subscriptions', {
      url: `${scene.receiver.url}/hook`,
      secret: SECRET,
    });
    const { upload, request } = await scene.send({ account, notifyUrl, notifySecret: SECRET });
    await scene.connector.until(upload.id, 'processing');
    const file = { url: 'https://127.0.0.1:9/a-signed-link', headers: { 'x-crm-key': 'key-of-the-crm' } };
    await scene.connector.upload(scene.newRequest({ account, file, dryRun: true }));
    const token = request.fields['callBackUrl']!.split('/').at(-1)!;
    const port = new URL(scene.connector.url).port;
    await scene.stop();
    const kept = await readAll(scene.databaseUrl);
    expect(kept).toMatch(upload.id);
    for (const secret of [
      API_KEY_OF_ACCOUNT,
      SECRET,
      'notify-under-a-signature',
      'a-signed-link',
      'key-of-the-crm',
      token,
    ])
      expect(kept).not.toMatch(secret);

    await scene.start({ PORT: port });
    await request.callBack(UPLOADED);
    await scene.receiver.until(2);
    await scene.stop();
    const [row, files] = await withDatabase(scene.databaseUrl, async (db) => [
      await db
        .selectFrom('upload')
        .select(['state', 'secrets_sealed', 'notify_sealed'])
        .where('id', '=', upload.id)
        .executeTakeFirst(),
      await db.selectFrom('file').select('id').where('upload_id', '=', upload.id).execute(),
    ]);
    expect(row).toEqual({ state: 'succeeded', secrets_sealed: null, notify_sealed: null });
    expect(files).toEqual([]);
  });
});
