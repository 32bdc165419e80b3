import { ACCOUNT, type World } from './harness/world';

export function describeCredentials(world: () => World): void {
  it('of Ozonetel: a right key is known, a wrong one is not, nothing is loaded', async () => {
    const { n8n, simulator } = world();
    const data = { ...ACCOUNT, uploadUrl: simulator.uploadUrl };
    expect(await n8n.testCredential('ozonetelApi', data)).toEqual({
      status: 'OK',
      message: 'Ozonetel knows this account.',
    });
    const wrong = await n8n.testCredential('ozonetelApi', { ...data, apiKey: 'a-wrong-key' });
    expect(wrong.status).toBe('Error');
    expect(wrong.message).toMatch(/^Ozonetel does not know this user name with this API key\./);
  });

  it('of Ozonetel: an address that is not Ozonetel’s is named, with what to do', async () => {
    const { n8n, files } = world();
    const uploadUrl = files.add('not-ozonetel.html', '<html></html>');
    expect(await n8n.testCredential('ozonetelApi', { ...ACCOUNT, uploadUrl })).toMatchObject({
      status: 'Error',
      message: expect.stringMatching(/not Ozonetel’s bulk upload.*Reset Upload URL/) as string,
    });
  });

  it('of the connector: a right key passes, a wrong one does not', async () => {
    const { n8n, connector } = world();
    const data = { baseUrl: `${connector.url}/`, apiKey: connector.apiKey };
    expect(await n8n.testCredential('ozonetelConnectorApi', data)).toMatchObject({ status: 'OK' });
    const wrong = { ...data, apiKey: 'not-one-of-its-keys' };
    expect(await n8n.testCredential('ozonetelConnectorApi', wrong)).toMatchObject({ status: 'Error' });
  });
}
