import type { FinalState } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IHookFunctions, type IWebhookFunctions } from 'n8n-workflow';
import { readListEntry, readTextEntry } from '../shared/read-entry';

/** What this trigger is to hear of. */
export interface WantedEvents {
  readonly states: readonly FinalState[];
  readonly campaignName?: string;
  readonly username?: string;
}

export function readWantedEvents(context: IHookFunctions | IWebhookFunctions): WantedEvents {
  const filters = context.getNodeParameter('filters', {}) as Readonly<Record<string, unknown>>;
  const campaignName = readTextEntry(context, { label: 'Campaign Name', value: filters['campaignName'] });
  const username = readTextEntry(context, { label: 'User Name', value: filters['username'] });
  const events = context.getNodeParameter('events', []) as unknown;
  return {
    states: readListEntry(context, { label: 'Events', value: events }) as FinalState[],
    ...(campaignName === '' ? {} : { campaignName }),
    ...(username === '' ? {} : { username }),
  };
}

/** Such a trigger would never start its workflow. */
export function noEventChosen(context: IHookFunctions | IWebhookFunctions): NodeOperationError {
  return new NodeOperationError(context.getNode(), 'No event is chosen', {
    description: 'Choose at least one under Events.',
  });
}

/** Whether an event is wanted. One that does not say its campaign or user passes the filter for it. */
export function isWanted(
  wanted: WantedEvents,
  event: { readonly state: string; readonly campaignName?: string; readonly username?: string },
): boolean {
  return (
    wanted.states.some((state) => state === event.state) &&
    passes(wanted.campaignName, event.campaignName) &&
    passes(wanted.username, event.username)
  );
}

function passes(filter: string | undefined, value: string | undefined): boolean {
  return filter === undefined || value === undefined || value === '' || filter === value;
}
