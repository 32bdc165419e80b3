import type { IExecuteFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { LINE_BREAK } from '../../outcome/outcome-error';
import { findCampaignName } from './campaign-name';
import type { PlannedUpload } from './plan-uploads';

/** Uploads that a message lists. */
const LISTED = 10;

/** Of several uploads in one run of the node: the one that failed, and those that were sent before it. */
export interface Progress {
  readonly plans: readonly PlannedUpload[];
  readonly failed: PlannedUpload;
  readonly sent: readonly PlannedUpload[];
}

/** Adds to an error that ends the run which upload it is about, which were sent before it, and which were not. */
export function tellRest(
  context: IExecuteFunctions,
  error: NodeApiError | NodeOperationError,
  { plans, failed, sent }: Progress,
): void {
  if (plans.length < 2) return;
  const name = (list: readonly PlannedUpload[]): string => nameUploads(context, list);
  const unsent = plans.filter((plan) => plan !== failed && !sent.includes(plan));
  error.description = [
    ...(typeof error.description === 'string' ? [error.description] : []),
    `This is about ${name([failed])}.`,
    sent.length === 0
      ? 'Nothing was sent before it.'
      : `Sent before it: ${name(sent)}. n8n’s Retry does not send that again; a new execution does.`,
    ...(unsent.length === 0 ? [] : [`Not sent: ${name(unsent)}.`]),
  ].join(LINE_BREAK);
}

function nameUploads(context: IExecuteFunctions, plans: readonly PlannedUpload[]): string {
  const names = plans.slice(0, LISTED).map(({ itemIndexes: [first = 0] }) => {
    const campaign = findCampaignName(context, first);
    return campaign === '' ? `item ${first + 1}` : `${campaign} (item ${first + 1})`;
  });
  const more = plans.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${more} more`;
}
