import { randomUUID } from 'node:crypto';
import type { Workflow } from '../test/e2e/harness/n8n';
import { connect, node, OZONETEL, webhookNode } from '../test/e2e/harness/workflow';
import { ACCOUNT } from '../test/e2e/harness/world';

/** A workflow that brings a contact file from a URL into a campaign. */
export interface Flow {
  readonly title: string;
  readonly path: string;
  readonly workflow: Workflow;
}

export interface FlowPlan {
  readonly fileUrl: string;
  readonly campaignName: string;
  readonly uploadUrl: string;
  readonly credentials: Readonly<Record<string, string>>;
}

const fetchFile = (url: string): object =>
  node({
    name: 'Fetch',
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    parameters: { url, options: { response: { response: { responseFormat: 'file' } } } },
  });

const extract = node({
  name: 'Extract',
  type: 'n8n-nodes-base.extractFromFile',
  parameters: { operation: 'csv', options: {} },
});

/** What n8n's users do without us, as far as the check of phone numbers goes. */
const filter = node({
  name: 'Filter',
  type: 'n8n-nodes-base.filter',
  typeVersion: 2.2,
  parameters: {
    conditions: {
      options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
      combinator: 'and',
      conditions: [
        {
          id: randomUUID(),
          leftValue: '={{ $json.PhoneNumber }}',
          rightValue: '[^A-Za-z0-9_ ()\\[\\].+\\-,]',
          operator: { type: 'string', operation: 'notRegex' },
        },
      ],
    },
    looseTypeValidation: true,
    options: {},
  },
});

const convert = node({
  name: 'Convert',
  type: 'n8n-nodes-base.convertToFile',
  typeVersion: 1.1,
  parameters: { operation: 'csv', options: { fileName: 'contacts.csv' } },
});

const post = ({ uploadUrl, campaignName }: FlowPlan): object =>
  node({
    name: 'Post',
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    parameters: {
      method: 'POST',
      url: uploadUrl,
      sendBody: true,
      contentType: 'multipart-form-data',
      bodyParameters: {
        parameters: [
          { name: 'username', value: ACCOUNT.userName },
          { name: 'apiKey', value: ACCOUNT.apiKey },
          { name: 'campaignName', value: campaignName },
          { name: 'callBackUrl', value: 'https://callback.invalid/' },
          { parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
        ],
      },
      options: {},
    },
  });

/** One node after the other; `branches` of the last ones replace their line to the next. */
function flow(
  title: string,
  nodes: readonly object[],
  branches: Readonly<Record<string, readonly (readonly string[])[]>> = {},
): Flow {
  const path = randomUUID();
  const names = ['Webhook', ...nodes.map((one) => (one as { name: string }).name)];
  const lines = names.slice(1).map((name, index) => [names[index] ?? '', [[name]]] as const);
  return {
    title,
    path,
    workflow: {
      name: title,
      nodes: [webhookNode(path), ...nodes],
      connections: connect({ ...Object.fromEntries(lines), ...branches }),
    },
  };
}

function ozonetel({ credentials, campaignName }: FlowPlan, parameters: object): object {
  return node({
    name: OZONETEL,
    type: 'n8n-nodes-ozonetel.ozonetel',
    credentials,
    parameters: { operation: 'upload', campaignName, ...parameters },
  });
}

export const stockNodes = (plan: FlowPlan): Flow =>
  flow('stock nodes', [fetchFile(plan.fileUrl), extract, filter, convert, post(plan)]);

export const fromUrl = (plan: FlowPlan): Flow =>
  flow('ours, from the URL', [ozonetel(plan, { mode: 'connector', source: 'url', fileUrl: plan.fileUrl })]);

export const fromBinary = (plan: FlowPlan, parameters: object = {}): Flow =>
  flow('ours, from binary', [fetchFile(plan.fileUrl), ozonetel(plan, { source: 'binary', ...parameters })]);

export const fromItems = (plan: FlowPlan, parameters: object = {}): Flow =>
  flow('ours, from items', [
    fetchFile(plan.fileUrl),
    extract,
    ozonetel(plan, { source: 'items', ...parameters }),
  ]);

/** Says of each contact why it cannot be sent; empty if it can. */
const code = node({
  name: 'Code',
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: {
    jsCode: `const invalid = /[^A-Za-z0-9_ ()[\\].+\\-,]/;
return $input.all().map(({ json }, item) => ({
  json: { ...json, reason: invalid.test(String(json.PhoneNumber)) ? 'The phone number is not valid' : '' },
  pairedItem: { item },
}));`,
  },
});

const ifValid = node({
  name: 'If',
  type: 'n8n-nodes-base.if',
  typeVersion: 2.2,
  parameters: {
    conditions: {
      options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
      combinator: 'and',
      conditions: [
        {
          id: randomUUID(),
          leftValue: '={{ $json.reason }}',
          rightValue: '',
          operator: { type: 'string', operation: 'empty', singleValue: true },
        },
      ],
    },
    looseTypeValidation: true,
    options: {},
  },
});

const rejected = node({ name: 'Rejected', type: 'n8n-nodes-base.noOp' });

/** How n8n's users keep the contacts that they cannot send. */
export const stockWithRejected = (plan: FlowPlan): Flow =>
  flow('Code and If', [fetchFile(plan.fileUrl), extract, code, ifValid, convert, post(plan), rejected], {
    If: [['Convert'], ['Rejected']],
    Post: [],
  });

export const itemsWithRejected = (plan: FlowPlan, mode: string): Flow =>
  flow(
    `ours, ${mode}`,
    [
      fetchFile(plan.fileUrl),
      extract,
      ozonetel(plan, { source: 'items', mode, invalidRows: 'drop' }),
      rejected,
    ],
    { [OZONETEL]: [[], ['Rejected']] },
  );
