import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { sql } from 'kysely';
import { createRenewLease, momentOf, SendLease } from '../../src/upload/send/send-lease';
import { spawnConnector } from '../harness/connector-process';
import { makeDatabase } from '../harness/databases';
import { CONTACTS, openScene, withDatabase } from '../harness/scene';
import { clientOf, type TestConnector } from '../harness/test-connector';
import { openUnitsOfWork } from '../harness/units-of-work';
import { holdReply } from '../harness/vendor';

/** What lets the lease of every send run out before its first byte, as a long sleep of the process would. */
const EXPIRE_LEASES = sql`
  create function late() returns trigger language plpgsql as $$ begin new.lease_until := 1; return new; end $$;
  create trigger late before insert on send for each row execute function late()`;
const KEEP_LEASES = sql`drop trigger late on send`;

it('a send whose lease ran out before its first byte writes none, and waits for its next turn', async () => {
  const scene = await openScene('postgres', { env: { ACCOUNT_INTERVAL_MS: '1000' } });
  await scene.stop();
  await withDatabase(scene.databaseUrl, (db) => EXPIRE_LEASES.execute(db));
  await scene.start();
  const { id } = await scene.connector.upload(scene.newRequest());
  await scene.connector.until(id, 'sending');
  await scene.connector.until(id, 'waiting');
  expect(scene.vendor.requests).toEqual([]);
  await scene.stop();
  await withDatabase(scene.databaseUrl, (db) => KEEP_LEASES.execute(db));
  await scene.start();
  await scene.connector.until(id, 'processing');
  expect(scene.vendor.requests).toHaveLength(1);
  await scene.close();
});

it('a SQLite process that stood still before the first byte sends nothing until its next turn', async () => {
  let now = 0;
  const standing = { dialect: 'sqlite' } as const;
  const renewLease = () => Promise.reject(new Error('nobody else has the file: its database is not asked'));
  const asked = { clock: 0, monotonic: performance.now() };
  const lease = new SendLease({ store: standing, renewLease, clock: () => now }, 'snd_1', asked);
  expect(await lease.mayBegin()).toBe(true);
  now = 25_000;
  expect(await lease.mayBegin()).toBe(false);
});

it('a clock that is set forward while a file is being sent does not end the send, on sqlite', async () => {
  let ahead = 0;
  const scene = await openScene('sqlite', { clock: () => Date.now() + ahead });
  const held = holdReply();
  scene.vendor.respond = () => held.reply;
  const { upload } = await scene.send();
  ahead = 3_600_000;
  // What is due by the new time runs together with what these ask for.
  for (let count = 0; count < 3; count += 1) {
    const { id } = await scene.connector.upload(scene.newRequest({ dryRun: true }));
    await scene.connector.until(id, 'succeeded');
  }
  expect((await scene.get(upload.id)).state).toBe('sending');
  held.release();
  await scene.connector.until(upload.id, 'processing');
  expect(scene.vendor.requests).toHaveLength(1);
  await scene.close();
});

it('the timer of a process that was frozen does not renew a lease that has expired before the first byte', async () => {
  const scene = await openScene('postgres');
  const held = holdReply();
  scene.vendor.respond = () => held.reply;
  await scene.send();
  const opened = await openUnitsOfWork(scene.databaseUrl);
  const { store, transact } = opened;
  const { id } = await store.db.selectFrom('send').select('id').executeTakeFirstOrThrow();
  const lease = new SendLease(
    { store, renewLease: createRenewLease(transact), clock: Date.now },
    id,
    momentOf(Date.now),
  );
  await store.db.updateTable('send').set({ lease_until: 1 }).execute();

  expect(await lease.isLost()).toBe(false);
  expect(await lease.mayBegin()).toBe(false);

  held.release();
  await opened.close();
  await scene.close();
});

/** An endpoint that reads nothing and counts what comes. */
async function startCounter(): Promise<{ url: string; bytes: () => number; server: Server }> {
  let bytes = 0;
  const server = createServer((socket) => {
    socket.on('data', (chunk) => (bytes += chunk.length));
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`,
    bytes: () => bytes,
    server,
  };
}

it('a replica that was frozen between the commit and the first byte sends nothing after another took over', async () => {
  const database = await makeDatabase('postgres');
  const counter = await startCounter();
  const env = { DATABASE_URL: database.url, OZONETEL_UPLOAD_URL: counter.url, ACCOUNT_INTERVAL_MS: '0' };
  const replica = async () => {
    const run = spawnConnector(env);
    const connector: TestConnector = clientOf(
      { url: await run.listening, stop: () => run.ended.then(() => undefined) },
      database.url,
      run.stdout,
    );
    return { ...run, connector };
  };
  const frozen = await replica();
  const operator = new Client({ connectionString: database.url });
  await operator.connect();
  // Whoever asks whether a send is still its own waits for the operator.
  await operator.query(`
    create function hold() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(7); return new; end $$;
    create trigger hold before update on send for each row execute function hold();
    select pg_advisory_lock(7)`);
  const account = { username: 'acme', apiKey: 'vendor-key-of-acme' };
  const { id } = await frozen.connector.upload({ account, campaignName: 'Diwali', contacts: CONTACTS });
  const waiting = `from pg_locks where locktype = 'advisory' and not granted`;
  while ((await operator.query(`select pid ${waiting}`)).rowCount === 0) await sleep(50);

  frozen.child.kill('SIGSTOP');
  // As the server does by itself with the transaction of a process that says nothing.
  await operator.query(`select pg_terminate_backend(pid) ${waiting}`);
  await operator.query(
    'select pg_advisory_unlock(7); drop trigger hold on send; update send set lease_until = 0',
  );
  const other = await replica();
  const { outcome } = await other.connector.until(id, 'unconfirmed');
  expect(outcome).toMatchObject({ code: 'connection_lost' });

  frozen.child.kill('SIGCONT');
  expect((await frozen.connector.call('GET', `/v1/uploads/${id}`)).status).toBe(200);
  for (const { child, connector } of [frozen, other]) {
    child.kill('SIGTERM');
    await connector.stop();
  }
  expect(counter.bytes()).toBe(0);
  counter.server.close();
  await operator.end();
  await database.remove();
}, 180_000);
