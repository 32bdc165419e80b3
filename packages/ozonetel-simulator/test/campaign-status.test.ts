import { campaignStatusAnswerSchema } from '@ozonetel-bulk-upload/shared-types';
import { request } from 'undici';
import { ACME, closeScenes, startScene, type Scene } from './scene';

interface Asked {
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

const KEY = { apiKey: ACME.apiKey };
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the campaign-status call', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await startScene({ errorHttpStatus: 200 });
  });

  afterEach(closeScenes);

  const ask = async ({ body, headers = {}, query = '' }: Asked) => {
    const response = await request(`${scene.simulator.url}/ca_apis/campaignStatus${query}`, {
      method: 'GET',
      headers,
      body: body ?? null,
    });
    return campaignStatusAnswerSchema.parse(await response.body.json());
  };
  const askFor = (campaignName: string, userName = ACME.username) =>
    ask({ body: JSON.stringify({ userName, campaignName }), headers: { ...KEY, ...JSON_TYPE } });

  test('answers where a campaign stands, to a GET with a JSON body', async () => {
    expect(await askFor('Busy')).toEqual({
      status: 'success',
      message: [{ CampaignID: '3', CampaignName: 'Busy', UserName: 'acme', Position: 'RUNNING' }],
    });
  });

  test('says that a campaign runs once an upload has started it', async () => {
    expect(await askFor('Diwali')).toMatchObject({ message: [{ Position: 'STOPPED' }] });
    await scene.upload({ action: 'start' });
    await scene.simulator.idle();
    expect(await askFor('Diwali')).toMatchObject({ message: [{ Position: 'RUNNING' }] });
  });

  test('lists all campaigns of the user, and of nobody else, where no name is given', async () => {
    const { message } = await askFor('');
    expect(message).toHaveLength(5);
    expect(new Set((message as { UserName: string }[]).map(({ UserName }) => UserName))).toEqual(
      new Set(['acme']),
    );
  });

  const good = JSON.stringify({ userName: 'acme', campaignName: 'Diwali' });

  test.each<[string, Asked, string]>([
    ['no key', { body: good, headers: JSON_TYPE }, 'Authentication failed'],
    ['a wrong key', { body: good, headers: { ...JSON_TYPE, apiKey: 'wrong' } }, 'Authentication failed'],
    [
      'the key in the body',
      { body: JSON.stringify({ userName: 'acme', campaignName: 'Diwali', ...KEY }), headers: JSON_TYPE },
      'Authentication failed',
    ],
    [
      "another user's key",
      {
        body: JSON.stringify({ userName: 'globex', campaignName: 'Diwali' }),
        headers: { ...KEY, ...JSON_TYPE },
      },
      'Authentication failed',
    ],
    ['no body', { headers: KEY, query: '?userName=acme&campaignName=Diwali' }, 'mandatory'],
    ['a body that is not called JSON', { body: good, headers: KEY }, 'mandatory'],
    ['a body that is no JSON', { body: '{', headers: { ...KEY, ...JSON_TYPE } }, 'mandatory'],
    [
      'the user spelled as for an upload',
      { body: JSON.stringify({ username: 'acme', campaignName: 'x' }), headers: { ...KEY, ...JSON_TYPE } },
      'mandatory',
    ],
  ])('with %s is refused', async (_, asked, message) => {
    expect(await ask(asked)).toEqual({
      status: 'error',
      message: expect.stringContaining(message) as unknown,
    });
  });

  test('for an unknown campaign is refused', async () => {
    expect(await askFor('Onam')).toEqual({ status: 'error', message: 'Campaign not found' });
  });
});
