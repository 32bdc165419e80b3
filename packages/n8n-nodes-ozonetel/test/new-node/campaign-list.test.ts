import type { INodeParameters } from 'n8n-workflow';
import { searchCampaigns } from '../../nodes/Ozonetel/resources/campaign/search-campaigns';
import { API_KEY, startDirectBench, type DirectBench } from '../harness/direct-bench';
import { TestN8n } from '../harness/test-n8n';

let bench: DirectBench;
beforeEach(async () => (bench = await startDirectBench()));
afterEach(() => bench.close());

const DIRECTLY: INodeParameters = { mode: 'direct' };

it('the list of campaigns shows those that Ozonetel has for the account', async () => {
  const editor = bench.n8n.openEditor({ parameters: DIRECTLY });
  const { results } = await searchCampaigns.call(editor);
  expect(results.map(({ name }) => name).sort()).toEqual(['Diwali', 'Holi', 'Running']);
});

it('the list of campaigns is narrowed by what is typed, whatever the case', async () => {
  const editor = bench.n8n.openEditor({ parameters: DIRECTLY });
  const { results } = await searchCampaigns.call(editor, ' hol');
  expect(results).toEqual([{ name: 'Holi', value: 'Holi' }]);
});

it('a list that Ozonetel does not answer says so, shows no key, and names the other way', async () => {
  const n8n = await TestN8n.start({
    ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: 'http://127.0.0.1:9/upload' },
  });
  try {
    const failed = searchCampaigns.call(n8n.openEditor({ parameters: DIRECTLY }));
    await expect(failed).rejects.toMatchObject({
      message: expect.stringMatching(/cannot be reached/) as string,
      description: expect.stringMatching(/By Name/) as string,
    });
    const shown = await failed.catch((error: unknown) => JSON.stringify(error));
    expect(shown).not.toContain(API_KEY);
  } finally {
    await n8n.close();
  }
});
