import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { IExecuteFunctions } from 'n8n-workflow';
import { inWords } from '../../../shared/in-words';
import { isLocal } from '../../../shared/is-local';
import { showHints } from '../../../shared/show-hints';
import type { DirectUpload } from '../../../shared/simplify-upload';
import { adviceContextOf, type Submission } from '../../submission/submission';
import { readCredential } from '../../../shared/read-credential';

/**
 * Says in the editor what the result alone would not say.
 * @param callbackUrl where a wait expects Ozonetel's callback; undefined where nothing waits for it
 * @param risks what may keep the outcome from being known
 */
export async function giveHints(
  context: IExecuteFunctions,
  submission: Submission,
  { callbackUrl, risks }: { readonly callbackUrl: string | undefined; readonly risks: readonly string[] },
): Promise<void> {
  showHints(context, 'warning', [
    ...(isUnread(submission) ? [UNREAD] : []),
    ...((await isOutOfReach(context, submission, callbackUrl)) ? [OUT_OF_REACH] : []),
    ...risks,
  ]);
}

/** Says above the output what is worth knowing about the contacts, once for each notice. */
export function giveNotices(
  context: IExecuteFunctions,
  { contacts, settings }: Submission,
  upload: Pick<Upload | DirectUpload, 'notices'>,
): void {
  const notices = contacts?.checked?.notices ?? upload.notices ?? [];
  showHints(
    context,
    'info',
    notices.map(({ message }) => inWords(message, adviceContextOf(settings))),
  );
}

const UNREAD =
  'This .xlsx file was sent unread: only CSV files are checked here. To have it checked, set Connect Via to Our Connector Service.';

const OUT_OF_REACH =
  'Ozonetel cannot reach this n8n at a localhost address, so its callback will not come: set N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) where n8n runs, or set Connect Via to Our Connector Service.';

function isUnread({ settings, contacts }: Submission): boolean {
  return settings.mode === 'direct' && contacts !== undefined && contacts.checked === undefined;
}

/** A simulator on the same machine does reach it. */
async function isOutOfReach(
  context: IExecuteFunctions,
  { settings, itemIndex }: Submission,
  callbackUrl = settings.callbackUrl,
): Promise<boolean> {
  if (settings.mode !== 'direct' || !isLocal(callbackUrl)) return false;
  const { uploadUrl } = await readCredential(context, 'ozonetelApi', itemIndex);
  return !isLocal(uploadUrl);
}
