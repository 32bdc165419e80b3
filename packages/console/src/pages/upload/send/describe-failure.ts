import { ApiProblem, messageOf } from '../../../api/api-problem';
import type { UploadAction } from '../draft/request';

/** Why the user has not got what a button promises. */
export interface Failure {
  readonly title: string;
  readonly message: string;
  /** Whether it holds also for contacts that were changed since. */
  readonly outlastsChanges: boolean;
}

/** @param error of giving the upload to the connector */
export function describeFailure(error: unknown, action: UploadAction): Failure {
  const message = messageOf(error);
  if (action === 'check' || !(error instanceof ApiProblem && error.mayBeDone))
    return { title: 'Not uploaded', message, outlastsChanges: false };
  // The idempotency key is of these contacts and this button: anything else is another upload.
  return {
    title: 'The contacts may have been uploaded',
    message: `${message} Press the same button again: nothing is uploaded twice. If you change the contacts first, look at Uploads before you upload them.`,
    outlastsChanges: true,
  };
}
