import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { makeDatabase, DATABASE_KINDS } from '../harness/databases';
import { startPostgresServer } from '../harness/postgres-server';
import { expectProblem, formOf } from '../harness/problems';
import { CONTACTS, openScene, withDatabase } from '../harness/scene';
import { startTestConnector, type TestConnector } from '../harness/test-connector';

const ready = async (connector: TestConnector) => (await connector.call('GET', '/readyz')).status;

const untilReadyIs = async (connector: TestConnector, status: number): Promise<void> => {
  while ((await ready(connector)) !== status);
};

function replaceFile(file: string): void {
  copyFileSync(file, `${file}.new`);
  renameSync(`${file}.new`, file);
}

it.each(DATABASE_KINDS)('a connector on %s whose database takes writes is ready', async (kind) => {
  const database = await makeDatabase(kind);
  const connector = await startTestConnector({ DATABASE_URL: database.url });
  const answers = await Promise.all(Array.from({ length: 50 }, () => ready(connector)));
  expect(new Set(answers)).toEqual(new Set([200]));
  await connector.stop();
  await withDatabase(database.url, async (db) => {
    expect(await db.selectFrom('readiness').selectAll().execute()).toHaveLength(1);
  });
  await database.remove();
});

it.each([
  ['deleted', (file: string) => rmSync(file)],
  ['replaced', replaceFile],
  ['robbed of its log', (file: string) => rmSync(`${file}-wal`)],
])(
  'a connector whose SQLite file was %s is not ready, takes no change, and its log says why',
  async (_, harm) => {
    const database = await makeDatabase('sqlite');
    const connector = await startTestConnector({ DATABASE_URL: database.url });
    expect(await ready(connector)).toBe(200);
    harm(database.url.slice('file:'.length));
    await untilReadyIs(connector, 503);
    const upload = await connector.call('POST', '/v1/uploads', {
      account: { username: 'acme', apiKey: 'vendor-key-of-acme' },
      campaignName: 'Diwali',
      contacts: CONTACTS,
      dryRun: true,
    });
    expectProblem(upload, 503, 'unavailable');
    const subscription = await connector.call('POST', '/v1/subscriptions', { url: 'http://127.0.0.1:9/' });
    expectProblem(subscription, 503, 'unavailable');
    expect(connector.logged()).toMatch(/was (deleted|replaced) while the connector has it open/);
    await connector.stop();
    await database.remove();
  },
);

it('a connector whose folder of contact files is away takes no file, and does when it is back', async () => {
  const scene = await openScene('sqlite');
  const folder = `${scene.databaseUrl.slice('file:'.length)}-files`;
  // More than is kept as a row.
  const file = `PhoneNumber,Name\n${'9876543210,Asha\n'.repeat(40_000)}`;
  const { contacts: _, ...requested } = scene.newRequest();
  const upload = () => scene.connector.callMultipart(formOf({ ...requested, dryRun: true }, file));
  renameSync(folder, `${folder}.away`);
  await untilReadyIs(scene.connector, 503);
  const refused = await upload();
  expectProblem(refused, 503, 'unavailable');
  expect(refused.headers['retry-after']).toBe('5');
  expect(scene.connector.logged()).toMatch(/-files was moved or deleted while the connector was running/);
  renameSync(`${folder}.away`, folder);
  await untilReadyIs(scene.connector, 200);
  expect(await upload()).toMatchObject({ status: 202 });
  expect(readdirSync(folder)).not.toContain('readiness');
  await scene.close();
});

it('an upload that waits when its SQLite file is moved away is sent when the file is back, and not before', async () => {
  const scene = await openScene('sqlite', { env: { ACCOUNT_INTERVAL_MS: '1000' } });
  const requested = scene.newRequest();
  await scene.connector.upload(requested);
  const { id } = await scene.connector.upload({ ...requested, campaignName: 'Holi' });
  await scene.vendor.until(1);
  const file = scene.databaseUrl.slice('file:'.length);
  renameSync(file, `${file}.away`);
  // By then its turn has come.
  while (!scene.connector.logged().includes('the database is not available: trying again'))
    await ready(scene.connector);
  expect(scene.vendor.requests).toHaveLength(1);
  renameSync(`${file}.away`, file);
  await scene.vendor.until(2);
  await scene.connector.until(id, 'processing');
  await scene.close();
});

it('a connector whose Postgres is away or frozen is not ready, and is when it is back', async () => {
  const postgres = await startPostgresServer();
  const connector = await startTestConnector({ DATABASE_URL: await postgres.database('connector') });
  expect(await ready(connector)).toBe(200);
  await postgres.freeze();
  await untilReadyIs(connector, 503);
  await postgres.thaw();
  await untilReadyIs(connector, 200);
  await postgres.kill();
  await untilReadyIs(connector, 503);
  await postgres.start();
  await untilReadyIs(connector, 200);
  await connector.stop();
  await postgres.stop();
});

const STORED = 20_000;

it.each(DATABASE_KINDS)(
  'metrics on %s count no more than 10,000 of a state, however many are stored',
  async (kind) => {
    const database = await makeDatabase(kind);
    await (await startTestConnector({ DATABASE_URL: database.url })).stop();
    await withDatabase(database.url, async (db) => {
      for (let first = 0; first < STORED; first += 1_000)
        await db
          .insertInto('upload')
          .values(
            Array.from({ length: 1_000 }, (_, index) => ({
              id: `upl_${first + index}`,
              state: 'succeeded' as const,
              account: 'a',
              username: 'a',
              upload_url: 'https://a.example/',
              campaign_name: 'Diwali',
              dry_run: 0,
              source: 'none' as const,
              rules_json: '{}',
              created_at: Date.now(),
              updated_at: Date.now(),
            })),
          )
          .execute();
    });
    const connector = await startTestConnector({ DATABASE_URL: database.url });
    const answers = await Promise.all(Array.from({ length: 50 }, () => connector.call('GET', '/metrics')));
    for (const { text } of answers) expect(text).toContain('ozonetel_uploads{state="succeeded"} 10000\n');
    await connector.stop();
    await database.remove();
  },
);
