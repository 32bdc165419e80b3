import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { isFirstVersion } from '../../../shared/node-version';
import { isInlineTool } from '../../../shared/is-inline-tool';
import { readText } from '../../../shared/read-text';
import { collectContacts } from '../../contacts/collect-contacts';
import { findFile } from '../../contacts/find-file';
import { prepareContacts, type PreparedContacts } from '../../contacts/prepare-contacts';
import { refuseAttachment } from '../../contacts/refuse-attachment';
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
    const collected = collectContacts(context, context.getInputData(), itemIndexes);
    const prepared = prepareContacts(collected, settings.rules);
    if (!settings.isMapped) refuseBareTool(context, prepared, itemIndexes[0] ?? 0);
    return prepared;
  }
  const itemIndex = itemIndexes[0] ?? 0;
  const named = readText(context.getNodeParameter('binaryPropertyName', itemIndex, ''));
  const property = isFirstVersion(context) ? named : findFile(context, itemIndex, named);
  const { fileName } = context.helpers.assertBinaryData(itemIndex, property);
  const content = await context.helpers.getBinaryDataBuffer(itemIndex, property);
  refuseAttachment(context, { field: property, name: fileName, content }, itemIndex);
  const file = { name: fileName ?? 'contacts.csv', content };
  // The connector reads and checks files by itself, .xlsx too.
  return settings.mode === 'connector'
    ? { file, rejected: [] }
    : prepareFile(file, settings.rules, itemIndex);
}

/** @throws NodeOperationError that says what an agent needs, where it could give no contact */
function refuseBareTool(context: IExecuteFunctions, { checked }: PreparedContacts, itemIndex: number): void {
  if (checked?.outcome?.columnFault?.kind !== 'missing' || !isInlineTool(context)) return;
  throw new NodeOperationError(context.getNode(), 'The agent has no field for a contact', {
    description:
      'In this tool set Contacts From to Input Items and Mapping Column Mode to Map Each Column Manually, and let the model fill in Phone Number and the other columns.',
    itemIndex,
  });
}

function readFileUrl(context: IExecuteFunctions, itemIndex: number): string {
  const url = readText(context.getNodeParameter('fileUrl', itemIndex, ''));
  if (/^https?:\/\/\S+$/i.test(url)) return url;
  throw new NodeOperationError(context.getNode(), 'The file URL is not a valid http or https URL', {
    description: 'Give the address of a .csv or .xlsx file, https://… in full.',
    itemIndex,
  });
}
