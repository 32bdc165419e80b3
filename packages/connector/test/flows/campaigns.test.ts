import { campaignListSchema } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { account, CONTACTS, openScene, type Scene } from '../harness/scene';

describe.each(DATABASE_KINDS)('the list of campaigns, on %s,', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());

  const list = async (query = '') =>
    campaignListSchema.parse((await scene.connector.call('GET', `/v1/campaigns${query}`)).json);

  it('is empty before the first upload', async () => {
    expect(await list()).toEqual({ items: [], nextCursor: null });
  });

  it('has each campaign of a user once, with its newest upload, the one that was used last first', async () => {
    const upload = async (username: string, campaignName: string) => {
      const { id } = await scene.connector.upload({
        account: account(username),
        campaignName,
        contacts: CONTACTS,
        dryRun: true,
      });
      return scene.connector.until(id, 'succeeded');
    };
    await upload('asha', 'Holi');
    const renewals = await upload('asha', "Renewals '26 100%");
    const ravi = await upload('ravi', 'Holi');
    const { updatedAt } = await upload('asha', 'Holi');
    const items = [
      { username: 'asha', campaignName: 'Holi', lastState: 'succeeded', lastAt: updatedAt },
      { username: 'ravi', campaignName: 'Holi', lastState: 'succeeded', lastAt: ravi.updatedAt },
      {
        username: 'asha',
        campaignName: "Renewals '26 100%",
        lastState: 'succeeded',
        lastAt: renewals.updatedAt,
      },
    ];
    expect(await list()).toEqual({ items, nextCursor: null });
    expect(await list('?username=asha')).toEqual({ items: [items[0], items[2]], nextCursor: null });
    expect(await list('?username=nobody')).toEqual({ items: [], nextCursor: null });
    const first = await list('?limit=2');
    expect(first.items).toEqual(items.slice(0, 2));
    const second = await list(`?limit=2&cursor=${first.nextCursor!}`);
    expect(second).toEqual({ items: items.slice(2), nextCursor: null });
  });

  it.each([
    ['limit=0', 'limit'],
    ['cursor=x', 'cursor'],
    ['username=', 'username'],
    ['user=asha', 'user'],
  ])('refuses the query ?%s', async (query, path) => {
    expectProblem(await scene.connector.call('GET', `/v1/campaigns?${query}`), 400, 'invalid_body', [path]);
  });

  it('is shown to nobody without a key', async () => {
    const answer = await scene.connector.call('GET', '/v1/campaigns', undefined, { authorization: '' });
    expectProblem(answer, 401, 'unauthorized');
  });
});
