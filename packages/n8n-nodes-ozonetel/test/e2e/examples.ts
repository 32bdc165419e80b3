import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { itemsOf, type Execution } from './harness/execution';
import type { Workflow } from './harness/n8n';
import { project } from './harness/project';
import { ACCOUNT, type World } from './harness/world';

const FOLDER = join(project.n8nPackage, 'examples');
const CRM_EXPORT = 'Mobile No,Full Name\n9876543210,Asha\nnobody,Meera\n9876543211,Ravi\n';

interface ExampleNode {
  readonly name: string;
  readonly type: string;
  readonly parameters: Record<string, unknown>;
}

interface Example extends Workflow {
  readonly nodes: readonly ExampleNode[];
}

function readExample(name: string, replaced: Readonly<Record<string, string>> = {}): Example {
  let text = readFileSync(join(FOLDER, name), 'utf8');
  for (const [from, to] of Object.entries(replaced)) text = text.replaceAll(from, to);
  return JSON.parse(text) as Example;
}

export function describeExamples(world: () => World): void {
  it.each(readdirSync(FOLDER))('%s is imported as it is', async (name) => {
    const example = readExample(name);
    const nodes = example.nodes.map((node) => ({ ...node, credentials: {} }));
    const id = await world().n8n.createWorkflow({ ...example, nodes });
    const { nodes: imported } = await world().n8n.getWorkflow(id);
    expect(imported).toMatchObject(example.nodes.map(({ parameters }) => ({ parameters })));
  });

  /** An example with a campaign and a CRM of the suite, started by a call in the place of a clock or a button. */
  const activate = async (name: string, campaignName: string): Promise<{ id: string; path: string }> => {
    const { n8n, files, credentials } = world();
    const path = randomUUID();
    const replaced = { 'Diwali Offer': campaignName, 'https://crm.example.com': `http://${files.host}` };
    const example = readExample(name, replaced);
    const nodes = example.nodes.map((node) => runnableHere(node, path, credentials));
    const id = await n8n.createWorkflow({ ...example, nodes });
    await n8n.activate(id);
    return { id, path };
  };
  const run = async (name: string, campaignName: string, items: object[] = []): Promise<Execution> => {
    const { id, path } = await activate(name, campaignName);
    const response = await world().n8n.post(`/webhook/${path}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
    });
    await response.body?.cancel();
    return world().ended({ workflowId: id });
  };

  it('crm-export-nightly.json brings the valid contacts of an export into the campaign and starts it', async () => {
    const campaignName = world().nextCampaign();
    world().files.add('exports/contacts.csv', CRM_EXPORT);
    const execution = await run('crm-export-nightly.json', campaignName);
    expect(execution.status).toBe('success');
    await world().contactsIn(campaignName, 2);
    expect(world().campaign(campaignName).position).toBe('running');
  });

  it('sheet-with-rejected-rows.json sends the rows back that can be corrected, and no repeat', async () => {
    const campaignName = world().nextCampaign();
    const execution = await run('sheet-with-rejected-rows.json', campaignName, [
      { row_number: 2, 'Mobile No': 9876543210, Name: 'Asha' },
      { row_number: 3, 'Mobile No': 'nobody', Name: 'Meera' },
      { row_number: 4, 'Mobile No': '98765 43210', Name: 'Asha again' },
    ]);
    const written = itemsOf(execution, 'Write contacts to correct');
    expect(written).toHaveLength(1);
    expect(written).toMatchObject([
      { json: { row: 2, reason: expect.any(String) as string, 'Mobile No': 'nobody', Name: 'Meera' } },
    ]);
    await world().contactsIn(campaignName, 1);
  });

  it.each([
    ['succeeded', undefined, 'Contacts are in'],
    ['failed', 'upload-failed', 'Correct the contacts'],
    ['refused', 'limit-exhausted', 'See what Ozonetel refuses'],
  ] as const)('upload-wait-branch.json goes its way when it is %s', async (_, fault, branch) => {
    const campaignName = world().nextCampaign();
    world().files.add('exports/contacts.csv', 'PhoneNumber,Name\n9876543210,Asha\n');
    if (fault !== undefined) world().simulator.faults.add({ fault, campaignName });
    const execution = await run('upload-wait-branch.json', campaignName);
    const ways = [
      'Contacts are in',
      'Correct the contacts',
      'Look at the campaign',
      'See what Ozonetel refuses',
    ];
    expect(ways.filter((way) => itemsOf(execution, way).length > 0)).toEqual([branch]);
  });

  it.each([
    ['Upload', undefined],
    ['Upload and Start', 'running'],
  ])(
    'upload-by-form.json ends in a page with the outcome and what was left out: %s',
    async (choice, position) => {
      const campaignName = world().nextCampaign();
      const { id, path } = await activate('upload-by-form.json', campaignName);
      const page = await submitForm(world().n8n, `/form/${path}`, {
        'field-0': new File([CRM_EXPORT], 'crm-export.csv', { type: 'text/csv' }),
        'field-1': choice,
      });
      const isStarted = position === undefined ? '.' : ', and the campaign was started.';
      expect(page).toContain(`2 contacts are in the campaign${isStarted}`);
      expect(page).toContain('1 contact was left out.');
      // An n8n that passes on the first output alone has no rows for a file: the page names them.
      const hasFile = world().n8n.forwardsAllOutputs;
      expect(page).toContain(hasFile ? 'left-out-rows.csv' : 'Line 3: The phone number has no digit.');
      await world().contactsIn(campaignName, 2);
      if (position !== undefined) expect(world().campaign(campaignName).position).toBe(position);
      const execution = await world().ended({ workflowId: id });
      expect(itemsOf(execution, 'Left-out rows as a file')).toHaveLength(hasFile ? 1 : 0);
    },
  );

  it('callback-starts-automation.json tells the CRM', async () => {
    const campaignName = world().nextCampaign();
    await activate('callback-starts-automation.json', campaignName);
    const isRegistered = await pollUntil(
      async () =>
        (await world().connector.subscriptions()).some((one) => one.campaignName === campaignName)
          ? true
          : undefined,
      { limitMs: 30_000 },
    );
    expect(isRegistered).toBe(true);
    await world().connector.upload({
      account: { username: ACCOUNT.userName, apiKey: ACCOUNT.apiKey },
      campaignName,
      contacts: [{ PhoneNumber: '9876543210' }],
    });
    const told = await pollUntil(() => world().files.posted.find(({ body }) => body.includes(campaignName)), {
      limitMs: 30_000,
    });
    expect(told?.path).toBe('/hooks/campaigns');
    expect(JSON.parse(told?.body ?? '')).toEqual({ campaign: campaignName, state: 'succeeded', contacts: 1 });
  });
}

/**
 * Sends a form, and waits as its page does: it asks for the state of the execution until the next page is ready.
 * @returns the HTML of that page
 */
async function submitForm(
  n8n: World['n8n'],
  path: string,
  fields: Readonly<Record<string, string | File>>,
): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const sent = (await (await n8n.post(path, { body: form })).json()) as { formWaitingUrl: string };
  const state = new URL(sent.formWaitingUrl);
  state.pathname += '/n8n-execution-status';
  let seen = '';
  const isReady = await pollUntil(
    async () => {
      seen = (await (await fetch(state)).text()).trim();
      return seen === 'form-waiting' ? true : undefined;
    },
    { limitMs: 60_000 },
  );
  if (isReady !== true) throw new Error(`The form has no next page: the execution is ${seen}.`);
  const page = await (await fetch(sent.formWaitingUrl)).text();
  // The last page says that it is shown: n8n ends the execution.
  await (await fetch(sent.formWaitingUrl, { method: 'POST' })).body?.cancel();
  return page;
}

/** The node with the suite's credentials; a sheet of Google is the items of the call that starts the workflow. */
function runnableHere(node: ExampleNode, path: string, ids: Readonly<Record<string, string>>): object {
  const stands = (type: string, typeVersion: number, parameters: object): object => ({
    ...node,
    type,
    typeVersion,
    parameters,
    credentials: {},
  });
  if (/\.(manual|schedule)Trigger$/.test(node.type)) {
    const call = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
    return { ...stands('n8n-nodes-base.webhook', 2, call), webhookId: randomUUID() };
  }
  if (node.type === 'n8n-nodes-base.formTrigger') return { ...node, webhookId: path };
  if (node.type === 'n8n-nodes-base.googleSheets') {
    return node.parameters['operation'] === 'append'
      ? stands('n8n-nodes-base.noOp', 1, {})
      : stands('n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'body.items', options: {} });
  }
  const credentials = Object.entries(ids).map(([type, id]) => [type, { id, name: type }]);
  return { ...node, credentials: node.type.includes('ozonetel') ? Object.fromEntries(credentials) : {} };
}
