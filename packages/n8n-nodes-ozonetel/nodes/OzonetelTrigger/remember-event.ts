import type { IWebhookFunctions } from 'n8n-workflow';

/** Deliveries are tried again for some days; this many ids cover far more than a day's uploads of an account. */
const REMEMBERED = 1000;

/** `answering`: n8n has not answered the call yet, and may still fail to start the workflow. */
type EventState = 'answering' | 'taken';

/** Trigger → the events that this process has taken: a repeated one then starts nothing at all. */
const eventsByTrigger = new Map<string, Map<string, EventState>>();

/**
 * Remembers an event's id in this process, until n8n's answer turns out to be a failure: n8n starts the workflow only
 * after `webhook` has returned, and answers 5xx if that fails. The connector then delivers the event again.
 * @returns what was known of the event before this call; undefined for a new one
 */
export function rememberEvent(context: IWebhookFunctions, id: string): EventState | undefined {
  const events = eventsOf(context);
  const known = events.get(id);
  const response = context.getResponseObject();
  // Of a caller that has gone already no end would be heard.
  if (known !== undefined || response.closed) return known;
  events.set(id, 'answering');
  response.once('close', () => {
    if (response.writableFinished && response.statusCode < 400) events.set(id, 'taken');
    else events.delete(id);
  });
  forgetOldest(events);
  return undefined;
}

function forgetOldest(events: Map<string, EventState>): void {
  for (const oldest of events.keys()) {
    if (events.size <= REMEMBERED) break;
    events.delete(oldest);
  }
}

/** Listening for a test event takes nothing away from the trigger that is active. */
function eventsOf(context: IWebhookFunctions): Map<string, EventState> {
  const trigger = JSON.stringify([context.getWorkflow().id, context.getNode().id, context.getMode()]);
  const events = eventsByTrigger.get(trigger) ?? new Map<string, EventState>();
  eventsByTrigger.set(trigger, events);
  return events;
}
