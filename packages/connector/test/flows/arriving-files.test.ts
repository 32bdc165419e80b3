import { readdir } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Upload, UploadRequestInput } from '@ozonetel-bulk-upload/shared-types';
import { FormData } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { startFileHost, type FileHost } from '../harness/file-host';
import { openScene, withDatabase, type Scene } from '../harness/scene';

/** Large enough to be checked while it arrives. */
const ROWS = 40_000;
const lines = Array.from(
  { length: ROWS },
  (_, row) => `${9_000_000_000 + row},${'Asha '.repeat(12)}${row}\n`,
);
const FILE = `Mobile,Name\n#,nobody\n${lines.join('')}`;
const ORDER = { columns: { Mobile: 'PhoneNumber' }, invalidRows: 'drop' } as const;
/** Before the file ends: more than the check waits for. */
const MOST = FILE.length - 1_000;

describe.each(DATABASE_KINDS)('a large CSV file on %s', (kind) => {
  let scene: Scene;
  let host: FileHost;
  /** Sends the last bytes of the file. */
  let finish: (() => void) | undefined;
  beforeAll(async () => {
    host = await startFileHost((_, response) => {
      finish = () => response.end(FILE.slice(MOST));
      response.writeHead(200, { 'content-length': FILE.length });
      response.write(FILE.slice(0, MOST));
    });
    scene = await openScene(kind, { env: { FETCH_ALLOWED_HOSTS: host.host } });
  });
  afterAll(async () => {
    host.close();
    await scene.close();
  });

  const byUrl = (change: Partial<UploadRequestInput> = {}) =>
    scene.connector.upload(
      scene.newRequest({ ...ORDER, ...change, file: { url: `http://${host.host}/`, headers: {} } }),
    );

  async function byPart(partsInOrder: readonly ('request' | 'file')[]): Promise<Upload> {
    const { contacts: _, ...requested } = scene.newRequest(ORDER);
    const form = new FormData();
    for (const part of partsInOrder) {
      if (part === 'request') form.set('request', JSON.stringify(requested));
      else form.set('file', new Blob([FILE]), 'contacts.csv');
    }
    return (await scene.connector.callMultipart(form)).json as Upload;
  }

  async function expectSent({ id, username }: Upload): Promise<void> {
    const { counts } = await scene.connector.until(id, 'processing');
    expect(counts).toMatchObject({ rows: ROWS + 1, valid: ROWS, invalid: 1 });
    const [request] = scene.sentTo(username);
    expect(request?.file === `PhoneNumber,Name\r\n${lines.join('').replaceAll('\n', '\r\n')}`).toBe(true);
    const { text } = await scene.connector.call('GET', `/v1/uploads/${id}/rejected.csv`);
    expect(text.split('\r\n')[1]).toContain('1,2,The phone number has no digit.');
  }

  it('by URL is sent as its check has prepared it', async () => {
    const upload = await byUrl();
    await scene.connector.until(upload.id, 'fetching');
    while (finish === undefined) await setImmediate();
    finish();
    await expectSent(upload);
  });

  it('as a part behind the request is sent as its check has prepared it', async () => {
    await expectSent(await byPart(['request', 'file']));
  });

  it('as a part before the request is sent as its check has prepared it', async () => {
    await expectSent(await byPart(['file', 'request']));
  });

  it('that is canceled while it arrives leaves nothing behind', async () => {
    const before = await countStored();
    const { id } = await byUrl();
    while ((await countStored()) === before) await setImmediate();
    await scene.connector.call('POST', `/v1/uploads/${id}/cancel`);
    await scene.connector.until(id, 'canceled');
    while ((await countStored()) > before) await setImmediate();
  });

  /** Contact files on the disk or, with Postgres, in the database. */
  async function countStored(): Promise<number> {
    if (kind === 'sqlite') return (await readdir(`${scene.databaseUrl.slice('file:'.length)}-files`)).length;
    const files = await withDatabase(scene.databaseUrl, (db) => db.selectFrom('file').select('id').execute());
    return files.length;
  }
});
