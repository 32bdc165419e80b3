import { randomUUID } from 'node:crypto';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { itemsOf, type Execution } from './execution';
import { TRIGGER, triggerWorkflow } from './workflow';
import type { World } from './world';

/** A workflow of a trigger and what comes after it, activated. */
export interface ActiveTrigger {
  readonly workflowId: string;
  readonly path: string;
}

const LIMIT_MS = 60_000;

export async function activateTrigger(
  { n8n, credentials }: World,
  parameters: Record<string, unknown>,
  {
    ozonetelConnectorApi = credentials['ozonetelConnectorApi']!,
    typeVersion = 1,
  }: { readonly ozonetelConnectorApi?: string; readonly typeVersion?: number } = {},
): Promise<ActiveTrigger> {
  const webhookId = randomUUID();
  const workflowId = await n8n.createWorkflow(
    triggerWorkflow({
      webhookId,
      typeVersion,
      parameters,
      ...(parameters['mode'] === 'connector' ? { credentials: { ozonetelConnectorApi } } : {}),
    }),
  );
  await n8n.activate(workflowId);
  return { workflowId, path: `/webhook/${webhookId}/ozonetel` };
}

/**
 * The executions whose trigger gave something to what comes after it, once there are so many, the latest first.
 * @throws Error if there are more
 */
export async function startedBy({ n8n }: World, workflowId: string, count: number): Promise<Execution[]> {
  const found = await pollUntil(
    async () => {
      const started = (await n8n.executions(workflowId)).filter(
        (execution) => execution.status === 'success' && itemsOf(execution, 'After').length > 0,
      );
      return started.length >= count ? started : undefined;
    },
    { limitMs: LIMIT_MS },
  );
  if (found === undefined) throw new Error(`The trigger did not start ${count} executions.`);
  const eventIds = found.map((execution) => String(itemsOf(execution, TRIGGER)[0]?.json['eventId']));
  if (found.length > count) {
    throw new Error(`Started ${found.length} times, not ${count}: ${eventIds.join(', ')}`);
  }
  return found;
}
