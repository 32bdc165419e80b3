import { once } from 'node:events';
import { type RequestListener } from 'node:http';
import { DATABASE_KINDS } from '../harness/databases';
import { startFileHost, type FileHost } from '../harness/file-host';
import { openScene, withDatabase, type Scene } from '../harness/scene';
import { UPLOADED } from '../harness/vendor';

const CSV = 'Phone Number,Name\r\n+91 98765 43210,Asha\r\ncall me,=cmd()\r\n';

describe.each(DATABASE_KINDS)('a contact file at a URL, on %s', (kind) => {
  let scene: Scene;
  let files: FileHost;
  let url: string;
  let answer: RequestListener;

  beforeAll(async () => {
    files = await startFileHost((request, response) => answer(request, response));
    const { host } = files;
    url = `http://${host}/leads.csv`;
    scene = await openScene(kind, { env: { FETCH_ALLOWED_HOSTS: host } });
  });
  afterAll(async () => {
    await scene.close();
    files.close();
  });

  it('is fetched with its headers, sent without its bad rows, and gone from the spool with the outcome', async () => {
    const asked: unknown[] = [];
    answer = (request, response) => {
      asked.push(request.headers['x-crm-key']);
      response.end(CSV);
    };
    const file = { url, headers: { 'X-Crm-Key': 'key-of-the-crm' } };
    const { upload, request } = await scene.send({ file, invalidRows: 'drop' });
    expect(asked).toEqual(['key-of-the-crm']);
    expect(request.file).toBe('PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n');
    await request.callBack(UPLOADED);
    await scene.connector.until(upload.id, 'succeeded');
    const rejected = await scene.connector.call('GET', `/v1/uploads/${upload.id}/rejected.csv`);
    expect(rejected.text).toMatch(/^row,line,reason,Phone Number,Name\r\n2,3,.*,call me,'=cmd\(\)\r\n$/);
    await scene.stop();
    const kept = await withDatabase(scene.databaseUrl, (db) =>
      db.selectFrom('file').select('kind').execute(),
    );
    await scene.start();
    expect(kept).toEqual([{ kind: 'rejected' }]);
  });

  it('is checked in a dry run like any other, and nothing is sent', async () => {
    answer = (_, response) => response.end(CSV);
    const before = scene.vendor.requests.length;
    const refused = await scene.connector.upload(scene.newRequest({ file: { url }, dryRun: true }));
    const upload = await scene.connector.until(refused.id, 'rejected');
    expect(upload).toMatchObject({
      counts: { rows: 2, valid: 1, invalid: 1, sent: 0 },
      problems: [{ row: 2, column: 'PhoneNumber', code: 'invalid_phone_number' }],
      outcome: { code: 'invalid_phone_numbers', rows: [2], source: 'check' },
    });
    const passed = await scene.connector.upload(
      scene.newRequest({ file: { url }, dryRun: true, invalidRows: 'drop' }),
    );
    expect(await scene.connector.until(passed.id, 'succeeded')).toMatchObject({
      outcome: { code: 'checked' },
    });
    expect(scene.vendor.requests).toHaveLength(before);
  });

  it('that is a login page is rejected with what to do', async () => {
    answer = (_, response) => response.end('<!doctype html><title>Sign in</title>');
    const { id } = await scene.connector.upload(scene.newRequest({ file: { url } }));
    const { outcome } = await scene.connector.until(id, 'rejected');
    expect(outcome).toMatchObject({ code: 'file_not_a_contact_file', source: 'check' });
    expect(outcome?.message).toContain('without a login');
  });

  it('inside a network that was not allowed is rejected', async () => {
    const { id } = await scene.connector.upload(
      scene.newRequest({ file: { url: 'http://127.0.0.1:1/l.csv' } }),
    );
    const { outcome } = await scene.connector.until(id, 'rejected');
    expect(outcome).toMatchObject({ code: 'file_address_refused' });
    expect(outcome?.message).toContain('FETCH_ALLOWED_HOSTS');
  });
});

describe('contact files at a slow host', () => {
  it('are fetched by one at a time, and hold up nobody else', async () => {
    let asked = 0;
    const slow = await startFileHost(() => (asked += 1));
    const { host } = slow;
    let offset = 0;
    const clock = () => Date.now() + offset;
    const scene = await openScene('sqlite', { env: { FETCH_ALLOWED_HOSTS: host }, clock });
    const bystand = async () => {
      const { id } = await scene.connector.upload(scene.newRequest({ dryRun: true }));
      await scene.connector.until(id, 'succeeded');
    };
    for (const name of ['a', 'b', 'c']) {
      const begun = once(slow.server, 'request');
      await scene.connector.upload(scene.newRequest({ file: { url: `http://${host}/${name}.csv` } }));
      await begun;
    }
    await bystand();
    // Less than a fetch may take, more than anything else: the sweep is due, and leaves them alone.
    offset = 100_000;
    await bystand();
    await bystand();
    expect(asked).toBe(3);
    slow.close();
    await scene.close();
  });
});
