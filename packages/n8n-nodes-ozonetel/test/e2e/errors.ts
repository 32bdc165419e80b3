import { ASHA } from './operations';
import { itemsOf } from './harness/execution';
import { OZONETEL } from './harness/workflow';
import { ACCOUNT, type Mode, type World } from './harness/world';

const TITLE = 'Ozonetel has no campaign of this name';

export function describeErrors(world: () => World): void {
  it('a refusal of Ozonetel ends the execution with a title, the vendor’s words and what to do', async () => {
    const { execution } = await world().run({
      parameters: { operation: 'upload', campaignName: 'Nobody’s' },
      items: [ASHA],
    });
    expect(execution.status).toBe('error');
    expect(execution.data?.resultData.error).toMatchObject({
      message: TITLE,
      description: expect.stringMatching(/“Campaign not found”[^]*copy it from CloudAgent/) as string,
      context: { itemIndex: 0 },
    });
  });

  it('continue-on-fail gives the same as data', async () => {
    const { execution } = await world().run({
      parameters: { operation: 'upload', campaignName: 'Nobody’s' },
      items: [ASHA],
      node: { onError: 'continueRegularOutput' },
    });
    expect(execution.status).toBe('success');
    expect(itemsOf(execution, OZONETEL)).toMatchObject([
      { json: { error: TITLE, details: { code: 'campaign_not_found' } }, pairedItem: { item: 0 } },
    ]);
  });

  it('the error output takes what failed, the first output what did not', async () => {
    const campaignName = world().nextCampaign();
    const { execution } = await world().run({
      parameters: { operation: 'upload', campaignName: '={{ $json.to }}' },
      items: [
        { ...ASHA, to: 'Nobody’s' },
        { ...ASHA, to: campaignName },
      ],
      node: { onError: 'continueErrorOutput' },
    });
    expect(itemsOf(execution, OZONETEL, 0)).toMatchObject([{ json: { campaignName } }]);
    expect(itemsOf(execution, OZONETEL, 2)).toMatchObject([
      { json: { error: TITLE, message: expect.stringMatching(/copy it from CloudAgent/) as string } },
    ]);
  });

  it.each<Mode>(['direct', 'connector'])('invalid contacts stop it with a list (%s)', async (mode) => {
    const campaignName = world().nextCampaign();
    const { execution } = await world().run({
      parameters: { operation: 'upload', mode, campaignName },
      items: [ASHA, { PhoneNumber: 'nobody' }],
    });
    expect(execution.status).toBe('error');
    expect(execution.data?.resultData.error).toMatchObject({
      message: 'Some phone numbers are not valid',
      description: expect.stringMatching(
        /1 of 2 contacts cannot be sent:<br>\n(Item 2|Line 3)[^\n]*: /,
      ) as string,
    });
    expect(world().campaign(campaignName).view().contacts).toBe(0);
  });

  it.each([
    ['no URL', ''],
    ['no URL at all', 'uploads of acme'],
    ['https where the server speaks http', 'https://HOST/upload'],
    ['a host that is not there', 'http://no-such-host.invalid/upload'],
    ['a port where nobody listens', 'http://127.0.0.1:9/upload'],
  ])('directly, %s is an error, and never unconfirmed: nothing was sent', async (_, uploadUrl) => {
    const { n8n, files } = world();
    const ozonetelApi = await n8n.createCredential('ozonetelApi', {
      ...ACCOUNT,
      uploadUrl: uploadUrl.replace('HOST', files.host),
    });
    const { execution } = await world().run({
      parameters: { operation: 'upload', campaignName: 'Any' },
      items: [ASHA],
      credentials: { ozonetelApi },
    });
    expect(execution.status).toBe('error');
    expect(execution.data?.resultData.error?.message).toMatch(/./);
    expect(itemsOf(execution, OZONETEL)).toEqual([]);
  });

  it('a connector that is not there is told without any secret', async () => {
    const ozonetelConnectorApi = await world().n8n.createCredential('ozonetelConnectorApi', {
      baseUrl: 'http://127.0.0.1:9',
      apiKey: world().connector.apiKey,
    });
    const { execution } = await world().run({
      parameters: { operation: 'upload', mode: 'connector', campaignName: 'Any' },
      items: [ASHA],
      credentials: { ozonetelConnectorApi },
    });
    expect(execution.data?.resultData.error).toMatchObject({ message: 'The connector cannot be reached' });
  });
}
