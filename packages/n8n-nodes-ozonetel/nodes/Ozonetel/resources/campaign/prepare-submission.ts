import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { isFirstVersion } from '../../../shared/node-version';
import { readText } from '../../../shared/read-text';
import { collectContacts } from '../../contacts/collect-contacts';
import { findFile } from '../../contacts/find-file';
import { prepareContacts, type PreparedContacts } from '../../contacts/prepare-contacts';
import { prepareFile } from '../../contacts/prepare-file';
import type { CampaignSettings, Submission } from '../../submission/submission';
import { readCampaignName } from './campaign-name';
import type { CampaignOperation, PlannedUpload } from './plan-uploads';
import { readSettings } from './read-settings';

/** Reads the parameters, and the contacts where this node reads them. @throws NodeOperationError */
export async function prepareSubmission(
  context: IExecuteFunctions,
  operation: CampaignOperation,
  { itemIndexes, source }: PlannedUpload,
): Promise<Submission> {
  const itemIndex = itemIndexes[0] ?? 0;
  const submission = {
    campaignName: operation === 'check' ? '' : readCampaignName(context, itemIndex),
    settings: readSettings(context, itemIndex, source),
    itemIndex,
    itemIndexes,
  };
  if (operation === 'stop') return { ...submission, action: 'stop' };
  const action = operation === 'start' ? 'start' : undefined;
  if (submission.settings.source === 'url') {
    return { ...submission, action, fileUrl: readFileUrl(context, itemIndex) };
  }
  return { ...submission, action, contacts: await prepareSource(context, submission.settings, itemIndexes) };
}

async function prepareSource(
  context: IExecuteFunctions,
  settings: CampaignSettings,
  itemIndexes: readonly number[],
): Promise<PreparedContacts> {
  if (settings.source === 'items') {
    return prepareContacts(collectContacts(context, context.getInputData(), itemIndexes), settings.rules);
  }
  const itemIndex = itemIndexes[0] ?? 0;
  const named = readText(context.getNodeParameter('binaryPropertyName', itemIndex, ''));
  const property = isFirstVersion(context) ? named : findFile(context, itemIndex, named);
  const { fileName } = context.helpers.assertBinaryData(itemIndex, property);
  const content = await context.helpers.getBinaryDataBuffer(itemIndex, property);
  const file = { name: fileName ?? 'contacts.csv', content };
  // The connector reads and checks files by itself, .xlsx too.
  return settings.mode === 'connector'
    ? { file, rejected: [] }
    : prepareFile(file, settings.rules, itemIndex);
}

function readFileUrl(context: IExecuteFunctions, itemIndex: number): string {
  const url = readText(context.getNodeParameter('fileUrl', itemIndex, ''));
  if (/^https?:\/\/\S+$/i.test(url)) return url;
  throw new NodeOperationError(context.getNode(), 'The file URL is not a valid http or https URL', {
    description: 'Give the address of a .csv or .xlsx file, https://… in full.',
    itemIndex,
  });
}
