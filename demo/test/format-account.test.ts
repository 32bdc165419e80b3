import { createWorld } from '../src/demo-world';
import { formatAccount, formatLinks } from '../src/report/format-account';
import type { DemoRun } from '../src/run-demo';

const world = createWorld();
const time = '2026-01-01T00:00:00.000Z';
const execution = { workflowId: 'w', status: 'success', mode: 'webhook', stoppedAt: time };

const run: DemoRun = {
  services: {
    simulatorUrl: 'http://127.0.0.1:3200',
    uploadUrl: 'http://127.0.0.1:3200/upload',
    connectorUrl: 'http://127.0.0.1:3100',
    n8nUrl: 'http://127.0.0.1:5678',
    n8nApiKey: 'the-api-key-of-n8n',
  },
  crmExport: {
    url: 'http://127.0.0.1:4000/crm-export.csv',
    host: '127.0.0.1:4000',
    close: () => Promise.resolve(),
  },
  workflows: { uploadId: 'W1', callbackId: 'W2', formId: 'w3' },
  trip: {
    upload: {
      id: 'upl_1',
      state: 'succeeded',
      username: 'acme',
      campaignName: 'Diwali offers',
      action: 'start',
      createdAt: time,
      updatedAt: time,
      counts: { rows: 1000, valid: 1000, invalid: 0, duplicates: 0, sent: 1000 },
    },
    states: ['accepted', 'succeeded'],
    uploadExecution: { ...execution, id: '1' },
    callbackExecution: { ...execution, id: '2' },
    summary: 'Diwali offers: 1000 contacts, succeeded.',
    vendor: {
      reply: 'Data processing',
      callbacks: ['Data uploaded successfully'],
      position: 'running',
      contacts: 1000,
    },
  },
};

it('the account of a run says what was uploaded, what the vendor said, and what the callback started', () => {
  expect(formatAccount(run)).toBe(`
What was uploaded
  1,000 contacts from http://127.0.0.1:4000/crm-export.csv
  into the campaign "Diwali offers" of the account acme, with the action start
  by execution 1 of the workflow http://127.0.0.1:5678/workflow/W1

What Ozonetel said
  at once:  Data processing
  later:    Data uploaded successfully
  The campaign is running and has 1,000 contacts.

What the callback started
  execution 2 of the workflow http://127.0.0.1:5678/workflow/W2
  It says: Diwali offers: 1000 contacts, succeeded.
`);
});

it('the account of a run shows what signs in to n8n and to the console, and no other secret', () => {
  const links = formatLinks(run, world);
  expect(links).toContain(world.n8nOwner.password);
  expect(links).toContain(`http://127.0.0.1:3100/console   sign in with ${world.connectorApiKey}`);
  expect(links).toContain(`choose the account acme and the campaign "New leads"`);
  const others = [world.ozonetelApiKey, world.connectorEncryptionKey, world.n8nEncryptionKey];
  for (const secret of [...others, run.services.n8nApiKey])
    expect(links + formatAccount(run)).not.toContain(secret);
});
