import '../harness/ssrf-protection';
import { ASHA, contacts } from '../harness/direct-scene';
import { searchCampaigns } from '../../nodes/Ozonetel/resources/campaign/search-campaigns';
import { CONNECTOR_KEY } from '../harness/stand-in-connector';
import { TestN8n } from '../harness/test-n8n';

it.each(['direct', 'connector'])('n8n’s own refusal of a private address is passed on (%s)', async (mode) => {
  const n8n = await TestN8n.start({
    ozonetelApi: { userName: 'acme', apiKey: 'of-acme', uploadUrl: 'http://127.0.0.1:9/upload' },
    ozonetelConnectorApi: { baseUrl: 'http://127.0.0.1:9', apiKey: CONNECTOR_KEY },
  });
  const execution = await n8n.execute({
    parameters: { operation: 'upload', mode, campaignName: 'Diwali' },
    items: contacts(ASHA),
  });
  await n8n.close();
  const { error, outputs } = execution.finished;
  expect(outputs[0] ?? []).toEqual([]);
  expect(error?.description).toMatch(/blocked because it resolves to a restricted IP address/);
  expect(error?.description).toMatch(/N8N_SSRF_ALLOWED_HOSTNAMES/);
  expect(error?.description).toMatch(/Nothing was sent/);
});

it.each(['direct', 'connector'])('it is, for the list of campaigns as well (%s)', async (mode) => {
  const n8n = await TestN8n.start({
    ozonetelApi: { userName: 'acme', apiKey: 'of-acme', uploadUrl: 'http://127.0.0.1:9/upload' },
    ozonetelConnectorApi: { baseUrl: 'http://127.0.0.1:9', apiKey: CONNECTOR_KEY },
  });
  const failed = searchCampaigns.call(n8n.openEditor({ parameters: { mode } }));
  await expect(failed).rejects.toMatchObject({
    description: expect.stringMatching(/restricted IP address.*N8N_SSRF_ALLOWED_HOSTNAMES/) as string,
  });
  await n8n.close();
});
