import type { Outcome } from '@ozonetel-bulk-upload/shared-types';
import type { CheckedFile } from '../../contact-file/check-contact-file';

/** The outcome of a check that sends nothing: why the file would be rejected, or that it would be sent. */
export function checkedOutcome(checked: CheckedFile): Outcome {
  if (checked.verdict === 'rejected') return checked.outcome;
  const { counts, parts } = checked;
  const requests = parts.length === 1 ? 'one request' : `${parts.length} requests`;
  const message = `The check passed: ${counts.valid} of ${counts.rows} rows would be sent, in ${requests}. Nothing was sent.`;
  return { status: 'success', code: 'checked', message, source: 'check' };
}
