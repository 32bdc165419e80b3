import { randomUUID } from 'node:crypto';
import type { Workflow } from './n8n';

export interface NodePlan {
  readonly name: string;
  readonly type: string;
  readonly typeVersion?: number;
  readonly parameters?: Record<string, unknown>;
  /** Credential type → id. */
  readonly credentials?: Readonly<Record<string, string>>;
  readonly [setting: string]: unknown;
}

/** Names of the nodes that every workflow of the suite shares. */
export const OZONETEL = 'Ozonetel';
export const TRIGGER = 'Ozonetel Trigger';

export function node(plan: NodePlan): object {
  const { credentials = {}, ...rest } = plan;
  return {
    id: randomUUID(),
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
    ...rest,
    credentials: Object.fromEntries(
      Object.entries(credentials).map(([type, id]) => [type, { id, name: type }]),
    ),
  };
}

/** `{ A: [['B'], ['C']] }`: output 0 of A leads to B, output 1 to C. */
export function connect(
  lines: Readonly<Record<string, readonly (readonly string[])[]>>,
): Workflow['connections'] {
  return Object.fromEntries(
    Object.entries(lines).map(([from, outputs]) => [
      from,
      { main: outputs.map((targets) => targets.map((target) => ({ node: target, type: 'main', index: 0 }))) },
    ]),
  );
}

export function webhookNode(path: string): object {
  return node({
    name: 'Webhook',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2,
    webhookId: randomUUID(),
    parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
  });
}

/** Contacts come in as the body's `items`, or as a file in the part `data`; what comes out goes to two nodes. */
export function uploadWorkflow(plan: {
  readonly path: string;
  readonly hasItems: boolean;
  readonly ozonetel: Omit<NodePlan, 'name' | 'type'>;
}): Workflow {
  const first = plan.hasItems ? 'Items' : OZONETEL;
  return {
    name: `e2e ${plan.path}`,
    nodes: [
      webhookNode(plan.path),
      ...(plan.hasItems
        ? [
            node({
              name: 'Items',
              type: 'n8n-nodes-base.splitOut',
              parameters: { fieldToSplitOut: 'body.items', options: {} },
            }),
          ]
        : []),
      node({ name: OZONETEL, type: 'n8n-nodes-ozonetel.ozonetel', ...plan.ozonetel }),
      node({ name: 'Uploads', type: 'n8n-nodes-base.noOp' }),
      node({ name: 'Rejected', type: 'n8n-nodes-base.noOp' }),
    ],
    connections: connect({
      Webhook: [[first]],
      ...(plan.hasItems ? { Items: [[OZONETEL]] } : {}),
      [OZONETEL]: [['Uploads'], ['Rejected']],
    }),
  };
}

export function triggerWorkflow(plan: {
  readonly webhookId: string;
  readonly typeVersion: number;
  readonly parameters: Record<string, unknown>;
  readonly credentials?: Readonly<Record<string, string>>;
}): Workflow {
  return {
    name: `e2e trigger ${plan.webhookId}`,
    nodes: [
      node({
        name: TRIGGER,
        type: 'n8n-nodes-ozonetel.ozonetelTrigger',
        ...plan,
      }),
      node({ name: 'After', type: 'n8n-nodes-base.noOp', position: [200, 0] }),
    ],
    connections: connect({ [TRIGGER]: [['After']] }),
  };
}
