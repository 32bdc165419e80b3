import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { DirectUpload } from '../../shared/simplify-upload';

/** What a reply that cannot be read may mean, besides contacts that are in; undefined for any other. */
export function warnOfReply({ state, outcome }: Upload | DirectUpload): string | undefined {
  if (state !== 'unconfirmed' || outcome?.code !== 'unrecognised') return undefined;
  return 'The reply to the upload was not recognized. If no outcome arrives, check whether Upload URL in the credential under Ozonetel Account is Ozonetel’s bulk upload.';
}
