import type { IExecuteFunctions } from 'n8n-workflow';
import { readText } from '../../../shared/read-text';

export type CampaignOperation = 'upload' | 'start' | 'stop';

/** The items that go together into one upload. */
export interface PlannedUpload {
  readonly itemIndexes: readonly number[];
}

/**
 * One upload for each file. Contacts that are items go together, one upload for each campaign that they name; and
 * one stop is enough for each campaign.
 */
export function planUploads(context: IExecuteFunctions, operation: CampaignOperation): PlannedUpload[] {
  const all = context.getInputData().map((_, index) => index);
  const isByCampaign = operation === 'stop' || context.getNodeParameter('source', 0, 'items') === 'items';
  if (!isByCampaign) return all.map((index) => ({ itemIndexes: [index] }));
  const isSameForAll = !readText(context.getNode().parameters['campaignName']).startsWith('=');
  if (isSameForAll) return [{ itemIndexes: all }];
  const byCampaign = new Map<string, number[]>();
  for (const index of all) {
    const name = readText(context.getNodeParameter('campaignName', index, ''));
    const indexes = byCampaign.get(name);
    if (indexes === undefined) byCampaign.set(name, [index]);
    else indexes.push(index);
  }
  return [...byCampaign.values()].map((itemIndexes) => ({ itemIndexes }));
}
