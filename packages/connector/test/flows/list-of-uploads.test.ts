import type { KyselyPlugin } from 'kysely';
import { openStore } from '../../src/store/open-store';
import { listUploads } from '../../src/upload/list-uploads';
import { viewRows } from '../../src/upload/upload-view';
import { DATABASE_KINDS } from '../harness/databases';
import { account, openScene, type Scene } from '../harness/scene';
import { PROCESSING } from '../harness/vendor';

const INTERVAL_MS = 600_000;
const WAITING = 5;

function createStatementCounter(): { plugin: KyselyPlugin; count: () => number } {
  let statements = 0;
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      statements += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return { plugin, count: () => statements };
}

describe.each(DATABASE_KINDS)('the list of uploads that wait, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind, { env: { ACCOUNT_INTERVAL_MS: String(INTERVAL_MS) } });
    scene.vendor.respond = () => PROCESSING;
    await scene.send({ account: account('queue'), campaignName: 'Holds the slot' });
    for (let number = 0; number < WAITING; number += 1) {
      const requested = scene.newRequest({ account: account('queue'), split: number % 2 === 0 });
      const { id } = await scene.connector.upload(requested);
      await scene.connector.until(id, 'waiting');
    }
  });
  afterAll(() => scene.close());

  it('says of each when its turn comes, an interval after the one before', async () => {
    const { items } = (await scene.connector.call('GET', '/v1/uploads?state=waiting')).json as {
      items: { id: string; notBefore: string }[];
    };
    const times = items.map(({ notBefore }) => Date.parse(notBefore)).reverse();
    expect(times).toHaveLength(WAITING);
    expect(times.map((time) => time - times[0]!)).toEqual(times.map((_, index) => index * INTERVAL_MS));
    for (const item of items) expect(await scene.get(item.id)).toEqual(item);
  });

  it('costs no more statements for a page of several uploads than for one', async () => {
    await scene.stop();
    const store = await openStore(scene.databaseUrl, Date.now);
    const statementsFor = async (limit: number) => {
      const { plugin, count } = createStatementCounter();
      const { rows } = await listUploads(store, { states: ['waiting'], limit });
      expect(rows).toHaveLength(limit);
      await viewRows(store.db.withPlugin(plugin), rows, INTERVAL_MS);
      return count();
    };
    try {
      expect(await statementsFor(WAITING)).toBe(await statementsFor(1));
    } finally {
      await store.close();
      await scene.start();
    }
  });
});

describe.each(DATABASE_KINDS)('the search for uploads, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind, { env: { ACCOUNT_INTERVAL_MS: String(INTERVAL_MS) } });
    for (const campaignName of ['École d’Été', 'Дивали', 'ΟΔΟΣ', 'Straße 5', 'a*[b]?(c)_%|\\d.+^$'])
      await scene.connector.upload(scene.newRequest({ campaignName }));
  });
  afterAll(() => scene.close());

  it.each([
    ['école', 'École d’Été'],
    ['ÉCOLE', 'École d’Été'],
    ['D’été', 'École d’Été'],
    ['дИВ', 'Дивали'],
    ['οδος', 'ΟΔΟΣ'],
    ['STRAß', 'Straße 5'],
    ['e 5', 'Straße 5'],
    ['*[B]?(', 'a*[b]?(c)_%|\\d.+^$'],
    [')_%|\\D.+^$', 'a*[b]?(c)_%|\\d.+^$'],
  ])('for %j finds the campaign %j alone', async (q, campaignName) => {
    const { json } = await scene.connector.call('GET', `/v1/uploads?q=${encodeURIComponent(q)}`);
    expect((json.items as { campaignName: string }[]).map((item) => item.campaignName)).toEqual([
      campaignName,
    ]);
  });

  it.each(['a?b', '***:', '^', '[^a]', '.', '\\'])('takes %j for itself and not for a pattern', async (q) => {
    const { status, json } = await scene.connector.call('GET', `/v1/uploads?q=${encodeURIComponent(q)}`);
    const names = (json.items as { campaignName: string }[]).map((item) => item.campaignName);
    expect({ status, names }).toEqual({
      status: 200,
      names: names.filter((name) => name.includes(q)),
    });
  });
});
