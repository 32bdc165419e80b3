import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { DirectUpload } from '../../shared/simplify-upload';

/** What a reply that cannot be read may mean, besides contacts that are in; undefined for any other. */
export function warnOfReply({ state, outcome }: Upload | DirectUpload): string | undefined {
  if (state !== 'unconfirmed' || outcome?.code !== 'unrecognised') return undefined;
  return 'What answered the upload could not be understood. If no outcome comes, check whether Upload URL in the credential under Ozonetel Account is Ozonetel’s bulk upload.';
}
