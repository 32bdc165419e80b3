import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { FormData } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { account, CONTACTS, openScene, withDatabase, type Scene } from '../harness/scene';
import { refusal, UPLOADED } from '../harness/vendor';

const FAILED = { status: 'error', message: 'Data upload failed' };
const DAY_MS = 24 * 3_600_000;

/** Every file beside a SQLite database, as its bytes. */
function readFolder(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

describe.each(DATABASE_KINDS)('unsent.csv, on %s,', (kind) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene(kind);
  });
  afterEach(() => scene.close());

  const unsent = (id: string, query = '') =>
    scene.connector.call('GET', `/v1/uploads/${id}/unsent.csv${query}`);
  const expectNone = async (id: string, detail: RegExp) =>
    expect(await unsent(id)).toMatchObject({
      status: 404,
      json: { code: 'not_found', detail: expect.stringMatching(detail) as string },
    });
  const refuse = () => (scene.vendor.respond = () => refusal('Campaign not found'));
  const uploadFile = async (content: string, request: object) => {
    const form = new FormData();
    form.append('request', JSON.stringify({ campaignName: 'Diwali', ...request }));
    form.append('file', new Blob([content]), 'contacts.csv');
    return (await scene.connector.callMultipart(form)).json as Upload;
  };

  it('has the failed and the canceled parts of a split upload under one header, and can be uploaded as it is', async () => {
    const rows = Array.from({ length: 100_002 }, (_, index) => `${9_000_000_000 + index},n${index}`);
    const header = 'PhoneNumber,"A note,\nof two lines"';
    const { id } = await uploadFile([header, ...rows].join('\n'), { account: account('split'), split: true });
    await scene.connector.until(id, 'processing');
    await scene.sentTo('split')[0]!.callBack(UPLOADED);
    await scene.vendor.until(2);
    await scene.connector.until(id, 'processing');
    await scene.sentTo('split')[1]!.callBack(FAILED);
    await scene.connector.until(id, 'failed');

    const { status, headers, text } = await unsent(id);
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'text/csv; charset=utf-8',
    });
    expect(headers['content-disposition']).toBe(`attachment; filename="unsent-${id}.csv"`);
    const expected = ['PhoneNumber,"A note,\nof two lines"', ...rows.slice(50_000), ''].join('\r\n');
    expect(text === expected).toBe(true);
    const again = await uploadFile(text, { account: account('split'), split: true, dryRun: true });
    const { counts } = await scene.connector.until(again.id, 'succeeded');
    expect(counts).toMatchObject({ rows: 50_002, valid: 50_002 });
  });

  it.each(['csv', 'xlsx'] as const)(
    'has the rows that Ozonetel refused, as CSV where they were sent as %s, and not those that were left out',
    async (format) => {
      refuse();
      const contacts = [...CONTACTS, { PhoneNumber: 'call me' }, { PhoneNumber: '009871', Name: '=1+1' }];
      const { upload } = await scene.send({ contacts, invalidRows: 'drop', format });
      await scene.connector.until(upload.id, 'rejected');
      const { text } = await unsent(upload.id);
      expect(text).toBe('PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n009871,=1+1\r\n');
    },
  );

  it('has the rows of an upload that was canceled before its turn came', async () => {
    const first = scene.newRequest();
    await scene.connector.until((await scene.connector.upload(first)).id, 'processing');
    const { id } = await scene.connector.upload({ ...first, contacts: [{ PhoneNumber: '9876500001' }] });
    await scene.connector.until(id, 'waiting');
    await scene.connector.call('POST', `/v1/uploads/${id}/cancel`);
    expect((await unsent(id)).text).toBe('PhoneNumber\r\n9876500001\r\n');
  });

  it('gives unconfirmed rows only when they are asked for, and not once they are known to be loaded', async () => {
    scene.vendor.respond = () => 'cut';
    const { upload, request } = await scene.send();
    await scene.connector.until(upload.id, 'unconfirmed');
    await expectNone(upload.id, /It is not known .* include=unconfirmed/);
    const asked = await unsent(upload.id, '?include=unconfirmed');
    expect(asked.text).toBe('PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n');
    await request.callBack(UPLOADED);
    await scene.connector.until(upload.id, 'succeeded');
    await expectNone(upload.id, /^Every row .* loaded\.$/);
    expect((await unsent(upload.id, '?include=unconfirmed')).status).toBe(404);
  });

  it('is refused with 409 while the upload has not ended, and says why there is none', async () => {
    const { upload } = await scene.send();
    await scene.connector.until(upload.id, 'processing');
    expect(await unsent(upload.id)).toMatchObject({ status: 409, json: { code: 'conflict' } });
    const refused = await scene.connector.upload(
      scene.newRequest({ contacts: [{ PhoneNumber: 'call me' }] }),
    );
    await scene.connector.until(refused.id, 'rejected');
    await expectNone(refused.id, /upload the original file again/);
    await expectNone('upl_nowhere', /no upload with this id/);
    expect((await unsent(upload.id, '?include=everything')).status).toBe(400);
  });

  it('lies encrypted on the disk, and goes with its upload when that is erased', async () => {
    refuse();
    const { upload } = await scene.send();
    await scene.connector.until(upload.id, 'rejected');
    if (kind === 'sqlite')
      expect(readFolder(dirname(scene.databaseUrl.slice('file:'.length)))).not.toContain('98765 43210');
    expect((await scene.connector.call('DELETE', `/v1/uploads/${upload.id}`)).status).toBe(204);
    await expectNone(upload.id, /no upload with this id/);
    await scene.stop();
    const files = await withDatabase(scene.databaseUrl, (db) => db.selectFrom('file').select('id').execute());
    expect(files).toEqual([]);
  });

  it('is kept for UNSENT_RETENTION_MS, which takes no rejected.csv and no file of an upload under way', async () => {
    const { upload: open } = await scene.send();
    await scene.connector.until(open.id, 'processing');
    refuse();
    const requested = { contacts: [...CONTACTS, { PhoneNumber: 'call me' }], invalidRows: 'drop' as const };
    const old = (await scene.send(requested)).upload;
    await scene.connector.until(old.id, 'rejected');
    await scene.stop();
    await withDatabase(scene.databaseUrl, async (db) => {
      await db
        .updateTable('upload')
        .set({ updated_at: Date.now() - 8 * DAY_MS })
        .execute();
      await db.updateTable('job').set({ run_at: 0 }).execute();
    });
    await scene.start();
    while ((await unsent(old.id)).status === 200);
    await expectNone(old.id, /no longer kept \(UNSENT_RETENTION_MS\)/);
    expect((await scene.connector.call('GET', `/v1/uploads/${old.id}/rejected.csv`)).status).toBe(200);
    await scene.stop();
    const files = await withDatabase(scene.databaseUrl, (db) =>
      db.selectFrom('file').select(['upload_id', 'kind']).orderBy('kind').execute(),
    );
    expect(files).toEqual([
      { upload_id: old.id, kind: 'rejected' },
      { upload_id: open.id, kind: 'source' },
    ]);
  });
});
