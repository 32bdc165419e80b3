import type { IWebhookFunctions } from 'n8n-workflow';

/** Deliveries are tried again for some days; this many ids cover far more than a day's uploads of an account. */
const REMEMBERED = 2000;

/**
 * Trigger → ids that it has taken. n8n 2.41 loses what a webhook writes into the static data of a workflow that it
 * then starts, so the static data alone would not know a repeated event; it serves where n8n was restarted meanwhile.
 */
const takenByTrigger = new Map<string, Set<string>>();

/** Remembers an event's id. @returns false where it was taken already */
export function rememberEvent(context: IWebhookFunctions, id: string): boolean {
  const data = context.getWorkflowStaticData('node');
  const kept = Array.isArray(data['eventIds']) ? (data['eventIds'] as string[]) : [];
  const taken = takenBy(context);
  if (taken.has(id) || kept.includes(id)) return false;
  taken.add(id);
  for (const oldest of taken) {
    if (taken.size <= REMEMBERED) break;
    taken.delete(oldest);
  }
  data['eventIds'] = [...kept, id].slice(-REMEMBERED);
  return true;
}

/** Listening for a test event takes nothing away from the trigger that is active. */
function takenBy(context: IWebhookFunctions): Set<string> {
  const trigger = JSON.stringify([context.getWorkflow().id, context.getNode().id, context.getMode()]);
  const taken = takenByTrigger.get(trigger) ?? new Set<string>();
  takenByTrigger.set(trigger, taken);
  return taken;
}
