import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workflow } from '../test/e2e/harness/n8n';
import { connect, node } from '../test/e2e/harness/workflow';
import { project } from '../test/e2e/harness/project';
import { SHOWN_CAMPAIGN } from '../test/e2e/harness/world';

type Ids = Readonly<Record<string, string>>;

const CONTACTS = [
  { PhoneNumber: '+91 98765 43210', Name: 'Asha', City: 'Pune' },
  { PhoneNumber: '98765 43211', Name: 'Ravi', City: 'Agra' },
  { PhoneNumber: 'call me', Name: 'Meera', City: 'Delhi' },
  { PhoneNumber: '98765-43213', Name: 'Om', City: 'Surat' },
];

/** Contacts out of items, and both outputs in use. */
export function uploadFlow(credentials: Ids, parameters: Record<string, unknown>): Workflow {
  return {
    name: 'Contacts into a campaign',
    nodes: [
      node({ name: 'Start here', type: 'n8n-nodes-base.manualTrigger', position: [0, 0] }),
      node({
        name: 'Contacts',
        type: 'n8n-nodes-base.code',
        typeVersion: 2,
        position: [220, 0],
        parameters: { jsCode: `return ${JSON.stringify(CONTACTS.map((json) => ({ json })))};` },
      }),
      node({
        name: 'Ozonetel',
        type: 'n8n-nodes-ozonetel.ozonetel',
        typeVersion: 2,
        position: [440, 0],
        parameters: { campaignName: { __rl: true, mode: 'name', value: SHOWN_CAMPAIGN }, ...parameters },
        credentials,
      }),
      node({ name: 'Uploads', type: 'n8n-nodes-base.noOp', position: [700, -100] }),
      node({ name: 'Back to the CRM', type: 'n8n-nodes-base.noOp', position: [700, 100] }),
    ],
    connections: connect({
      'Start here': [['Contacts']],
      Contacts: [['Ozonetel']],
      Ozonetel: [['Uploads'], ['Back to the CRM']],
    }),
  };
}

/** The form of the examples, with the suite's credentials and campaign. */
export function formFlow(credentials: Ids, path: string): Workflow {
  const text = readFileSync(join(project.n8nPackage, 'examples/upload-by-form.json'), 'utf8');
  const example = JSON.parse(text) as Omit<Workflow, 'nodes'> & {
    readonly nodes: readonly { readonly type: string }[];
  };
  const named = Object.fromEntries(
    Object.entries(credentials).map(([type, id]) => [type, { id, name: type }]),
  );
  return {
    ...example,
    nodes: example.nodes.map((one) => ({
      ...one,
      ...(one.type === 'n8n-nodes-base.formTrigger' ? { webhookId: path } : {}),
      ...(one.type === 'n8n-nodes-ozonetel.ozonetel' ? { credentials: named } : {}),
    })),
  };
}

export function triggerFlow(credentials: Ids, parameters: Record<string, unknown>): Workflow {
  return {
    name: 'When Ozonetel has called back',
    nodes: [
      node({
        name: 'Ozonetel Trigger',
        type: 'n8n-nodes-ozonetel.ozonetelTrigger',
        typeVersion: 2,
        webhookId: '7ee77363-ef8c-4274-9eb3-38bae134a6a5',
        parameters,
        credentials,
      }),
      node({ name: 'Tell the CRM', type: 'n8n-nodes-base.noOp', position: [240, 0] }),
    ],
    connections: connect({ 'Ozonetel Trigger': [['Tell the CRM']] }),
  };
}
