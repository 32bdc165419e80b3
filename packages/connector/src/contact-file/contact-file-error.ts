import type { OutcomeCode } from '@ozonetel-bulk-upload/shared-types';

/** What can be wrong with a contact file before a row of it is read. */
export type ContactFileErrorCode = Extract<
  OutcomeCode,
  | 'file_unreachable'
  | 'file_address_refused'
  | 'file_too_large'
  | 'file_not_a_contact_file'
  | 'file_empty'
  | 'correction_not_found'
>;

/**
 * A contact file that cannot be had or read. The message is for the user: it names the host at most, never a
 * query string, a header or a cell.
 */
export class ContactFileError extends Error {
  override readonly name = 'ContactFileError';
  /** Whether a later try may help: network faults, 5xx, 429. */
  readonly retryable: boolean;

  constructor(
    readonly code: ContactFileErrorCode,
    message: string,
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.retryable = options.retryable ?? false;
  }
}
