import type { IExecuteFunctions } from 'n8n-workflow';
import { isFirstVersion } from '../../../shared/node-version';
import { readText } from '../../../shared/read-text';
import { bringsFile } from '../../contacts/find-file';
import type { ContactSource } from '../../submission/submission';
import { findCampaignName, isOneCampaign } from './campaign-name';

export type CampaignOperation = 'upload' | 'start' | 'stop' | 'check';

/** The items that go together into one upload. */
export interface PlannedUpload {
  readonly itemIndexes: readonly number[];
  readonly source: ContactSource;
}

/**
 * One upload for each file. Contacts that are items go together, one upload for each campaign that they name; one
 * address for several items is one file; and one stop is enough for each campaign.
 */
export function planUploads(context: IExecuteFunctions, operation: CampaignOperation): PlannedUpload[] {
  const items = context.getInputData();
  const all = items.map((_, index) => index);
  if (operation === 'stop') return byCampaign(context, all, 'items');
  const source = context.getNodeParameter('source', 0, 'items') as ContactSource | 'auto';
  if (source === 'items') return byCampaign(context, all, source);
  if (source === 'auto') {
    const hasFile = (index: number): boolean => bringsFile(items[index]);
    return [
      ...each(all.filter(hasFile), 'binary'),
      ...byCampaign(
        context,
        all.filter((index) => !hasFile(index)),
        'items',
      ),
    ];
  }
  if (source === 'binary' || isFirstVersion(context)) return each(all, source);
  return groupBy(all, source, (index) =>
    JSON.stringify([
      readText(context.getNodeParameter('fileUrl', index, '')),
      findCampaignName(context, index),
    ]),
  );
}

function each(indexes: readonly number[], source: ContactSource): PlannedUpload[] {
  return indexes.map((index) => ({ itemIndexes: [index], source }));
}

function byCampaign(
  context: IExecuteFunctions,
  indexes: readonly number[],
  source: ContactSource,
): PlannedUpload[] {
  const nameOf = isOneCampaign(context) ? () => '' : (index: number) => findCampaignName(context, index);
  return groupBy(indexes, source, nameOf);
}

function groupBy(
  indexes: readonly number[],
  source: ContactSource,
  keyOf: (index: number) => string,
): PlannedUpload[] {
  const groups = new Map<string, number[]>();
  for (const index of indexes) {
    const key = keyOf(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return [...groups.values()].map((itemIndexes) => ({ itemIndexes, source }));
}
