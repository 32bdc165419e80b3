import type { IWebhookFunctions } from 'n8n-workflow';

/** Deliveries are tried again for some days; this many ids cover far more than a day's uploads of an account. */
const REMEMBERED = 2000;

/** Remembers an event's id with the workflow. @returns false where it was there already */
export function rememberEvent(context: IWebhookFunctions, id: string): boolean {
  const data = context.getWorkflowStaticData('node');
  const known = Array.isArray(data['eventIds']) ? (data['eventIds'] as string[]) : [];
  if (known.includes(id)) return false;
  data['eventIds'] = [...known, id].slice(-REMEMBERED);
  return true;
}
