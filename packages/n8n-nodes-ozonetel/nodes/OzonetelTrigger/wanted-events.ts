import type { FinalState } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IHookFunctions, type IWebhookFunctions } from 'n8n-workflow';

/** What this trigger is to hear of. */
export interface WantedEvents {
  readonly states: readonly FinalState[];
  readonly campaignName?: string;
  readonly username?: string;
}

export function readWantedEvents(context: IHookFunctions | IWebhookFunctions): WantedEvents {
  const { campaignName = '', username = '' } = context.getNodeParameter('filters', {}) as {
    campaignName?: string;
    username?: string;
  };
  return {
    states: context.getNodeParameter('events', []) as FinalState[],
    ...(campaignName.trim() === '' ? {} : { campaignName: campaignName.trim() }),
    ...(username.trim() === '' ? {} : { username: username.trim() }),
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
