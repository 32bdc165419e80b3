import {
  OZONETEL_UPLOAD_URL,
  type Upload,
  type UploadRequestInput,
} from '@ozonetel-bulk-upload/shared-types';
import type { IExecuteFunctions } from 'n8n-workflow';
import { askConnector } from '../../shared/connector-api';
import { readUpload } from '../../shared/read-upload';
import type { ContactFile } from '../contacts/contact-file';
import type { Submission } from '../submission/submission';
import { readCredential } from '../../shared/read-credential';

/** Where the connector is to tell the outcome, and until when. */
export interface Notification {
  readonly url: string;
  readonly secret: string;
  readonly by: string;
}

/** A connector that restarts, or a proxy that lost it, is back by then. */
const REPEAT_FOR_MS = 45_000;

/** The connector compares the whole request, and a retried execution is to be woken at another address. */
const ALREADY_HANDED_OVER =
  'The connector has this upload already, from an earlier attempt: look at it with Get Many. If its contacts are not in, start the workflow again, or change Idempotency Key.';

/**
 * Hands an upload to the connector. A repeated attempt is the same upload: it has the same `Idempotency-Key`.
 * @param key its `Idempotency-Key`, unless the user gives one
 */
export async function submitUpload(
  context: IExecuteFunctions,
  submission: Submission,
  key: string,
  notification?: Notification,
): Promise<Upload> {
  const body: UploadRequestInput = {
    account: await readAccount(context, submission.itemIndex),
    ...toRequest(submission),
    ...(notification === undefined
      ? {}
      : { notifyUrl: notification.url, notifySecret: notification.secret, notifyBy: notification.by }),
  };
  const file = submission.contacts?.file;
  const response = await askConnector(context, {
    method: 'POST',
    path: '/v1/uploads',
    headers: { 'Idempotency-Key': submission.settings.idempotencyKey ?? key },
    body: () => (file === undefined ? { ...body } : multipart(body, file)),
    itemIndex: submission.itemIndex,
    repeatForMs: REPEAT_FOR_MS,
    ifUnknown: `The ${submission.action === 'stop' ? 'stop' : 'upload'} may have been accepted. Check Get Many before you retry.`,
    ifStatus: { 409: ALREADY_HANDED_OVER },
  });
  return readUpload(context, response.body);
}

function toRequest({
  campaignName,
  action,
  settings,
  contacts,
  fileUrl,
}: Submission): Omit<UploadRequestInput, 'account'> {
  const target = { campaignName, ...(action === undefined ? {} : { action }) };
  if (action === 'stop') return target;
  const { rules, isDryRun, format, fileHeaders } = settings;
  return {
    ...target,
    ...(fileUrl === undefined ? {} : { file: { url: fileUrl, headers: { ...fileHeaders } } }),
    // Contacts that this node has checked bear their columns' names for Ozonetel already.
    columns: contacts?.checked === undefined ? rules.columns : {},
    ...(contacts?.checked !== undefined || rules.columnMatching === undefined
      ? {}
      : { columnMatching: rules.columnMatching }),
    ...(rules.campaignType === undefined ? {} : { campaignType: rules.campaignType }),
    agentIds: rules.agentIds,
    skills: rules.skills,
    invalidRows: rules.invalidRows,
    duplicates: rules.duplicates,
    // Contacts that this node has checked contain no such rows.
    ...(contacts?.checked === undefined
      ? { rowsWiderThanHeader: rules.rowsWiderThanHeader, hiddenRows: rules.hiddenRows }
      : {}),
    split: rules.split,
    ...(format === undefined ? {} : { format }),
    dryRun: isDryRun,
  };
}

async function readAccount(
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<UploadRequestInput['account']> {
  const { userName, apiKey, uploadUrl } = await readCredential(context, 'ozonetelApi', itemIndex);
  const isUsual = uploadUrl === '' || uploadUrl === OZONETEL_UPLOAD_URL;
  // Left out, the connector's own setting holds.
  return { username: userName, apiKey, ...(isUsual ? {} : { uploadUrl }) };
}

/** A request with its contact file. */
export function multipart(request: object, file: ContactFile): FormData {
  const form = new FormData();
  form.set('request', JSON.stringify(request));
  form.set('file', new Blob([file.content]), file.name);
  return form;
}
