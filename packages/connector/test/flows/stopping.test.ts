import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { request as fetchOnce } from 'undici';
import { runToItsEnd, startConnectorProcess } from '../harness/connector-process';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { account, CONTACTS, openScene, type Scene } from '../harness/scene';
import { API_KEY, ENCRYPTION_KEY, makeFolder } from '../harness/test-connector';
import { PROCESSING, startVendor, UPLOADED, type VendorReply } from '../harness/vendor';

const ACCOUNT = account('acme');
/** A signal that comes within 100 ms of the first is taken for the same one. */
const SAME_SIGNAL_MS = 150;

describe.each(DATABASE_KINDS)('stopped and started again, on %s, the connector', (kind) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene(kind);
  });
  afterEach(() => scene.close());

  it('knows everything, and doubles nothing', async () => {
    await scene.connector.call('POST', '/v1/subscriptions', { url: `${scene.receiver.url}/hook` });
    const account = ACCOUNT;
    const { upload, request } = await scene.send({ account });
    await scene.connector.until(upload.id, 'processing');
    const waiting = await scene.connector.upload(scene.newRequest({ account }));
    await scene.connector.until(waiting.id, 'waiting');
    const port = new URL(scene.connector.url).port;
    await scene.stop();
    await scene.start({ PORT: port });
    await request.callBack(UPLOADED);
    await scene.connector.until(upload.id, 'succeeded');
    await scene.connector.until(waiting.id, 'processing');
    expect(scene.vendor.requests).toHaveLength(2);
    expect((await scene.receiver.until(1))[0]?.event.data.id).toBe(upload.id);
    const { json } = await scene.connector.call('GET', '/v1/uploads');
    expect(json.items).toHaveLength(2);
  });

  it('lets a send end before it stops', async () => {
    let answer: (reply: VendorReply) => void = () => undefined;
    scene.vendor.respond = () => new Promise<VendorReply>((resolve) => (answer = resolve));
    const { upload } = await scene.send();
    const stopped = scene.stop();
    answer(PROCESSING);
    await stopped;
    await scene.start();
    await scene.connector.until(upload.id, 'processing');
  });
});

describe.each(DATABASE_KINDS)('being stopped, on %s, the connector', (kind) => {
  it('is not ready, takes no upload, lets listeners go, and still takes callbacks', async () => {
    const scene = await openScene(kind);
    const replies: ((reply: VendorReply) => void)[] = [];
    scene.vendor.respond = () => new Promise<VendorReply>((resolve) => replies.push(resolve));
    const { upload, request } = await scene.send();
    const { connector } = scene;
    const watching = connector.until(upload.id, 'succeeded').catch(() => 'let go');
    await connector.until(upload.id, 'sending');
    // The client of the scene goes with its connector: this one stays.
    const call = async (method: 'GET' | 'POST', path: string) => {
      const headers = { authorization: `Bearer ${API_KEY}` };
      const answer = await fetchOnce(connector.url + path, { method, headers });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    };
    const stopped = scene.stop();
    expect(await watching).toBe('let go');
    expect((await call('GET', '/readyz')).status).toBe(503);
    expect((await call('GET', '/healthz')).status).toBe(200);
    const refused = await call('POST', '/v1/uploads');
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'unavailable', status: 503 });
    expect(await request.callBack(UPLOADED)).toBe(200);
    replies.forEach((answer) => answer(PROCESSING));
    await stopped;
    await scene.start();
    const { json } = await scene.connector.call('GET', `/v1/uploads/${upload.id}`);
    expect(json).toMatchObject({ state: 'succeeded', outcome: { source: 'callback' } });
    await scene.close();
  });
});

describe('a process', () => {
  const ENV = { PORT: '0', CONNECTOR_API_KEYS: API_KEY, ENCRYPTION_KEY };
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  beforeEach(async () => {
    database = await makeDatabase('sqlite');
  });
  afterEach(() => database.remove());

  it('that finds its SQLite file in use says so in a sentence and ends', async () => {
    const first = await startConnectorProcess({ DATABASE_URL: database.url });
    const second = await runToItsEnd({ ...ENV, DATABASE_URL: database.url });
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toMatch(/^Another process is using .*connector\.sqlite: .*DATABASE_URL=postgres/);
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    expect((await first.call('GET', '/readyz')).status).toBe(200);
    await first.stop();
  });

  it('whose DATABASE_URL names something else than a database says so, and leaves its mode alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'connector-mistaken-'));
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'PhoneNumber,Name\n9876543210,Asha\n', { mode: 0o644 });
    for (const [path, said] of [
      [folder, /is not a file: DATABASE_URL/],
      ['/dev/null', /is not a file: DATABASE_URL/],
      [text, /notes\.txt cannot be opened as the connector's database \(SQLITE_NOTADB\)/],
    ] as const) {
      const { mode } = statSync(path);
      const { exitCode, stderr } = await runToItsEnd({ ...ENV, DATABASE_URL: `file:${path}` });
      expect(stderr).toMatch(said);
      expect([exitCode, statSync(path).mode]).toEqual([1, mode]);
    }
    rmSync(folder, { recursive: true });
  });

  it('that finds its port taken says so', async () => {
    const first = await startConnectorProcess({ DATABASE_URL: database.url });
    const other = await makeDatabase('sqlite');
    const second = await runToItsEnd({ ...ENV, DATABASE_URL: other.url, PORT: new URL(first.url).port });
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toMatch(/^The address is already in use: choose another PORT/);
    await first.stop();
    await other.remove();
  });

  it.each([
    ['not an address of this machine', '192.0.2.1', /^HOST is not an address of this machine/],
    ['a name that nobody has', 'nowhere.invalid', /^HOST is a name that cannot be resolved/],
  ])('whose HOST is %s says so, and does not blame the database', async (_, HOST, said) => {
    const other = await makeDatabase('sqlite');
    const { exitCode, stderr } = await runToItsEnd({ ...ENV, DATABASE_URL: other.url, HOST });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(said);
    await other.remove();
  });

  it('that is badly configured lists every fault and ends', async () => {
    const { exitCode, stderr } = await runToItsEnd({
      PORT: 'http',
      ENCRYPTION_KEY: 'short-secret-key',
      ACCOUNT_INTERVAL_MS: '-1',
    });
    expect(exitCode).toBe(1);
    for (const name of ['PORT', 'CONNECTOR_API_KEYS', 'ENCRYPTION_KEY', 'ACCOUNT_INTERVAL_MS'])
      expect(stderr).toMatch(`  ${name} `);
    expect(stderr).not.toMatch('short-secret-key');
  });

  it('that is badly configured ends under an older Node too, which has a channel to it', async () => {
    const { exitCode, stderr } = await runToItsEnd({ PORT: 'http' }, { isHandedOver: true });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch('  PORT ');
  });

  it('that cannot reach its Postgres says so', async () => {
    const { exitCode, stderr } = await runToItsEnd({
      ...ENV,
      DATABASE_URL: 'postgres://someone:a-password-of-the-database@127.0.0.1:9/x',
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Postgres server of DATABASE_URL does not take the connection \(ECONNREFUSED\)/);
    expect(stderr).not.toMatch('a-password-of-the-database');
  });

  it('ends in order on SIGTERM: the send is ended, listeners are let go, and the exit code is 0', async () => {
    let answer: (reply: VendorReply) => void = () => undefined;
    const vendor = await startVendor(() => new Promise((resolve) => (answer = resolve)));
    const env = { DATABASE_URL: database.url, OZONETEL_UPLOAD_URL: vendor.url };
    const connector = await startConnectorProcess(env);
    const { id } = await connector.upload({ account: ACCOUNT, campaignName: 'Diwali', contacts: CONTACTS });
    await vendor.until(1);
    const watching = connector.until(id, 'succeeded').catch((error: unknown) => String(error));
    const exitCode = connector.terminate();
    answer(PROCESSING);
    expect(await exitCode).toBe(0);
    await watching;
    const again = await startConnectorProcess(env);
    expect((await again.call('GET', `/v1/uploads/${id}`)).json).toMatchObject({ state: 'processing' });
    await again.stop();
    await vendor.close();
  });

  it.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('that gets %s lets its send end', async (signal) => {
    let answer: (reply: VendorReply) => void = () => undefined;
    const vendor = await startVendor(() => new Promise((resolve) => (answer = resolve)));
    const env = { DATABASE_URL: database.url, OZONETEL_UPLOAD_URL: vendor.url };
    const connector = await startConnectorProcess(env);
    const { id } = await connector.upload({ account: ACCOUNT, campaignName: 'Diwali', contacts: CONTACTS });
    await vendor.until(1);
    const exitCode = connector.signal(signal);
    await connector.untilLogged('the connector is stopping');
    answer(PROCESSING);
    expect(await exitCode).toBe(0);
    const again = await startConnectorProcess(env);
    expect((await again.call('GET', `/v1/uploads/${id}`)).json).toMatchObject({ state: 'processing' });
    await again.stop();
    await vendor.close();
  });

  it('that is asked to end a second time ends at once', async () => {
    const vendor = await startVendor(() => new Promise(() => undefined));
    const env = { DATABASE_URL: database.url, OZONETEL_UPLOAD_URL: vendor.url };
    const connector = await startConnectorProcess(env);
    await connector.upload({ account: ACCOUNT, campaignName: 'Diwali', contacts: CONTACTS });
    await vendor.until(1);
    const first = connector.signal('SIGTERM');
    await connector.untilLogged('the connector is stopping');
    await setTimeout(SAME_SIGNAL_MS);
    const exitCode = connector.signal('SIGTERM');
    expect(await exitCode).toBe(1);
    expect(connector.logged()).toMatch('second signal received');
    await first;
    await vendor.close();
  });

  it.each([
    ['an error is thrown that nothing catches', "setImmediate(() => { throw new Error('lost') })"],
    ['a promise is rejected that nobody awaits', "void Promise.reject(new Error('lost'))"],
    ['an emitter reports an error that nobody hears', "new EventEmitter().emit('error', new Error('lost'))"],
  ])('in which %s logs it, lets its send end, and exits with 1', async (_, fault) => {
    let answer: (reply: VendorReply) => void = () => undefined;
    const vendor = await startVendor(() => new Promise((resolve) => (answer = resolve)));
    const folder = makeFolder();
    const preload = join(folder.path, 'fault.cjs');
    const trigger = `process.on('SIGUSR2', () => { ${fault} })`;
    writeFileSync(preload, `const { EventEmitter } = require('node:events'); ${trigger};`);
    const env = { DATABASE_URL: database.url, OZONETEL_UPLOAD_URL: vendor.url };
    const connector = await startConnectorProcess({ ...env, NODE_OPTIONS: `--require ${preload}` });
    const { id } = await connector.upload({ account: ACCOUNT, campaignName: 'Diwali', contacts: CONTACTS });
    await vendor.until(1);
    const exitCode = connector.signal('SIGUSR2');
    await connector.untilLogged('an error was not handled');
    answer(PROCESSING);
    expect(await exitCode).toBe(1);
    const again = await startConnectorProcess(env);
    expect((await again.call('GET', `/v1/uploads/${id}`)).json).toMatchObject({ state: 'processing' });
    await again.stop();
    await vendor.close();
    folder.remove();
  });
});
