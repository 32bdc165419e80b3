import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkflow } from '../src/workflows/read-workflow';

const folder = join(__dirname, '..', 'workflows');
const values = {
  credentials: { ozonetelApi: 'c1', ozonetelConnectorApi: 'c2' },
  texts: {
    CAMPAIGN: 'Say "hi"',
    FORM_CAMPAIGN: 'New leads',
    EXPORT_URL: 'http://127.0.0.1:1/crm-export.csv',
  },
};

it('the workflows get the credentials and texts of the run, whatever characters they have', async () => {
  const { nodes } = await readWorkflow(join(folder, 'upload-crm-export.json'), values);
  expect(nodes).toContainEqual(
    expect.objectContaining({
      parameters: expect.objectContaining({
        campaignName: { __rl: true, mode: 'name', value: 'Say "hi"' },
        fileUrl: 'http://127.0.0.1:1/crm-export.csv',
      }),
      credentials: {
        ozonetelApi: expect.objectContaining({ id: 'c1' }),
        ozonetelConnectorApi: expect.objectContaining({ id: 'c2' }),
      },
    }),
  );
});

it.each(readdirSync(folder))('no placeholder is left in %s', async (file) => {
  expect(JSON.stringify(await readWorkflow(join(folder, file), values))).not.toMatch(/\{[A-Z_]+\}/);
});
