import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { FormData } from 'undici';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { openWorkFolder } from '../../src/store/spool/work-folder';
import { startConnectorProcess, type ConnectorProcess } from '../harness/connector-process';
import { API_KEY, makeFolder } from '../harness/test-connector';
import { startVendor, UPLOADED, refusal, type Vendor, type VendorReply } from '../harness/vendor';

const ACCOUNT = { username: 'acme', apiKey: 'vendor-key-of-acme' };
const NEVER = new Promise<VendorReply>(() => undefined);
const ROWS = 2_000;
const numberOf = (row: number) => `98${String(10_000_000 + row)}`;
const CSV = `PhoneNumber,Name\n${Array.from({ length: ROWS }, (_, row) => `${numberOf(row)},Asha ${row}\n`).join('')}`;
const NUMBERS = /98100\d{5}/g;

/** Every file in and below a folder, as its bytes. */
function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readIfThere(join(entry.parentPath, entry.name)))
    .join('\n');
}

/** The connector runs and may remove a file meanwhile: then it has left nothing behind. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('beside its SQLite file, the connector', () => {
  let vendor: Vendor;
  let connector: ConnectorProcess | undefined;
  let folder: ReturnType<typeof makeFolder>;
  let data: string;

  const start = async (env: Record<string, string> = {}) => {
    connector = await startConnectorProcess({
      DATABASE_URL: `file:${join(data, 'connector.sqlite')}`,
      OZONETEL_UPLOAD_URL: vendor.url,
      TMPDIR: folder.path,
      ...env,
    });
    return connector;
  };
  const send = async (running: ConnectorProcess) => {
    const form = new FormData();
    form.append('request', JSON.stringify({ account: ACCOUNT, campaignName: 'Diwali', invalidRows: 'drop' }));
    form.append('file', new Blob([CSV + 'call me,Asha\n']), 'contacts.csv');
    const { json } = await running.callMultipart(form);
    return json.id as string;
  };
  const largeFile = (campaignName: string) => {
    const form = new FormData();
    form.append('request', JSON.stringify({ account: ACCOUNT, campaignName, duplicates: 'keep' }));
    form.append(
      'file',
      new Blob([`PhoneNumber,Name\n${'9810012345,Asha\n'.repeat(40_000)}`]),
      'contacts.csv',
    );
    return form;
  };
  const found = () => [...new Set(readAll(folder.path).match(NUMBERS))];

  beforeEach(async () => {
    vendor = await startVendor();
    folder = makeFolder();
    data = join(folder.path, 'data');
  });
  afterEach(async () => {
    await connector?.stop();
    connector = undefined;
    await vendor.close();
    folder.remove();
  });

  it('keeps no phone number in clear while an upload is on its way, nor when it has succeeded', async () => {
    const running = await start();
    const id = await send(running);
    await running.until(id, 'processing');
    expect(found()).toEqual([]);
    expect(await vendor.requests[0]!.callBack(UPLOADED)).toBe(200);
    await running.until(id, 'succeeded');
    expect(found()).toEqual([]);
    await running.stop();
    expect(found()).toEqual([]);
  });

  it.each(['failed', 'rejected', 'canceled'] as const)(
    'keeps no phone number in clear of an upload that is %s',
    async (state) => {
      if (state === 'rejected') vendor.respond = () => refusal('Campaign not found');
      const running = await start(state === 'canceled' ? { ACCOUNT_INTERVAL_MS: '600000' } : {});
      if (state === 'canceled') await running.until(await send(running), 'processing');
      const id = await send(running);
      if (state === 'failed') {
        await running.until(id, 'processing');
        await vendor.requests[0]!.callBack({ status: 'error', message: 'Data upload failed' });
      }
      if (state === 'canceled') {
        await running.until(id, 'waiting');
        await running.call('POST', `/v1/uploads/${id}/cancel`);
      }
      await running.until(id, state);
      expect(found()).toEqual([]);
    },
  );

  it('keeps no phone number of a process that was killed while it sent', async () => {
    vendor.respond = () => NEVER;
    const running = await start();
    const id = await send(running);
    await vendor.until(1);
    await running.kill();
    expect(found()).toEqual([]);
    const again = await start();
    await again.until(id, 'unconfirmed');
    expect(found()).toEqual([]);
  });

  it('sends nothing of a contact file that is gone, and says so', async () => {
    const running = await start({ ACCOUNT_INTERVAL_MS: '1500' });
    await running.until(await send(running), 'processing');
    const { json } = await running.callMultipart(largeFile('Holi'));
    const id = json.id as string;
    await running.until(id, 'waiting');
    const files = join(data, 'connector.sqlite-files');
    for (const name of readdirSync(files)) rmSync(join(files, name));
    let upload: Upload;
    do upload = (await running.call('GET', `/v1/uploads/${id}`)).json as Upload;
    while (upload.lastError === undefined);
    expect(upload).toMatchObject({ state: 'waiting', lastError: expect.stringContaining('could not read') });
    expect(vendor.requests).toHaveLength(1);
  });

  it('removes at its start what a killed process had received of a request', async () => {
    const files = join(data, 'connector.sqlite-files');
    const running = await start();
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    const head = `--edge\r\nContent-Disposition: form-data; name="request"\r\n\r\n${JSON.stringify({ account: ACCOUNT, campaignName: 'Diwali' })}\r\n--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
    socket.write(
      `POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${API_KEY}\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: 9000000\r\n\r\n${head}`,
    );
    socket.on('error', () => undefined).write(CSV.repeat(50));
    while (readdirSync(files).length === 0) await setImmediate();
    await running.kill();
    await start();
    while (readdirSync(files).length > 0) await setImmediate();
  });

  it('removes the work folder that a killed process left, and what is in it', async () => {
    const work = join(data, 'connector.sqlite-work');
    await (await start()).kill();
    mkdirSync(join(work, 'contact-file-1'), { recursive: true });
    writeFileSync(join(work, 'contact-file-1', 'source'), CSV);
    await start();
    expect(found()).toEqual([]);
    expect(modeOf(work)).toBe('700');
  });

  it('closes its files to other users, whatever the umask and the modes that it finds', async () => {
    const umask = process.umask(0);
    try {
      await (await start()).kill();
      expect([data, ...readdirSync(data).map((name) => join(data, name))].map(modeOf)).toEqual([
        '700',
        ...readdirSync(data).map((name) => (/-(?:work|files)$/.test(name) ? '700' : '600')),
      ]);
      for (const name of ['connector.sqlite', 'connector.sqlite-wal']) chmodSync(join(data, name), 0o666);
      chmodSync(data, 0o755);
      await start();
      expect(modeOf(data)).toBe('755');
      for (const name of ['connector.sqlite', 'connector.sqlite-wal'])
        expect(modeOf(join(data, name))).toBe('600');
    } finally {
      process.umask(umask);
    }
  });

  it('erases what an older version left in free pages', async () => {
    mkdirSync(data);
    const path = join(data, 'connector.sqlite');
    const database = new SqliteDatabase(path);
    database.exec('create table old (text text)');
    database.prepare('insert into old values (?)').run(CSV);
    database.exec('delete from old');
    database.close();
    expect(found()).not.toEqual([]);
    await start();
    expect(found()).toEqual([]);
  });
});

it('processes that start while others stop remove each their own work folder', async () => {
  const folder = makeFolder();
  const openAndClose = async (): Promise<void> => {
    for (let times = 0; times < 25; times += 1)
      await (await openWorkFolder('postgres://nowhere', folder.path)).close();
  };
  await Promise.all(Array.from({ length: 4 }, openAndClose));
  expect(readdirSync(folder.path)).toEqual([]);
  folder.remove();
});

it('a start removes the work folders of dead processes in the temporary folder, and no other', async () => {
  const folder = makeFolder();
  const [dead, others] = [join(folder.path, 'ozonetel-connector-dead'), join(folder.path, 'other')];
  for (const path of [dead, others]) {
    mkdirSync(path);
    writeFileSync(join(path, 'source'), CSV);
  }
  const first = await openWorkFolder('postgres://nowhere', folder.path);
  const second = await openWorkFolder('postgres://nowhere', folder.path);
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(others)).toBe(true);
  expect(existsSync(first.path)).toBe(true);
  expect(modeOf(second.path)).toBe('700');
  await first.close();
  await second.close();
  expect(readdirSync(folder.path)).toEqual(['other']);
  folder.remove();
});
