import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { IExecuteFunctions } from 'n8n-workflow';
import { inWords } from '../../../shared/in-words';
import { showHints } from '../../../shared/show-hints';
import type { DirectUpload } from '../../../shared/simplify-upload';
import { adviceContextOf, type Submission } from '../../submission/submission';

/**
 * Says in the editor what the result alone would not say.
 * @param risks what may keep the outcome from being known
 */
export function giveHints(
  context: IExecuteFunctions,
  submission: Submission,
  risks: readonly string[],
): void {
  showHints(context, 'warning', [...(isUnread(submission) ? [UNREAD] : []), ...risks]);
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

function isUnread({ settings, contacts }: Submission): boolean {
  return settings.mode === 'direct' && contacts !== undefined && contacts.checked === undefined;
}
