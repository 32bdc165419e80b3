import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import { readText } from '../shared/read-text';

/** Deliveries are tried again for some days; this many ids cover far more than a day's uploads of an account. */
const REMEMBERED = 1000;

/** Trigger → ids that this process has taken: a repeated event then starts nothing at all. */
const takenByTrigger = new Map<string, Set<string>>();

/** Remembers an event's id in this process. @returns false where it was taken already */
export function rememberEvent(context: IWebhookFunctions, id: string): boolean {
  const taken = takenBy(context);
  if (taken.has(id)) return false;
  taken.add(id);
  for (const oldest of taken) {
    if (taken.size <= REMEMBERED) break;
    taken.delete(oldest);
  }
  return true;
}

/** Listening for a test event takes nothing away from the trigger that is active. */
function takenBy(context: IWebhookFunctions): Set<string> {
  const trigger = JSON.stringify([context.getWorkflow().id, context.getNode().id, context.getMode()]);
  const taken = takenByTrigger.get(trigger) ?? new Set<string>();
  takenByTrigger.set(trigger, taken);
  return taken;
}

/**
 * The events that no execution has taken before, by n8n's own database: it outlives a restart of n8n, and several
 * n8n processes share it. Only a node that is executed may ask it, and n8n 2.41 loses what a webhook writes into
 * the static data of a workflow that it then starts.
 */
export async function dropTakenEvents(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const items = context.getInputData();
  if (context.getMode() === 'manual') return items;
  const fresh: INodeExecutionData[] = [];
  for (const item of items) {
    const id = readText(item.json['eventId']);
    if (id === '' || !(await wasTaken(context, id))) fresh.push(item);
  }
  return fresh;
}

async function wasTaken(context: IExecuteFunctions, id: string): Promise<boolean> {
  // n8n may run an execution anew whose worker died: that is no repeated event.
  const own = `${id} ${context.getExecutionId()}`;
  const { processed } = await context.helpers.checkProcessedAndRecord([id, own], 'node', {
    mode: 'entries',
    maxEntries: 2 * REMEMBERED,
  });
  return processed.includes(id) && !processed.includes(own);
}
