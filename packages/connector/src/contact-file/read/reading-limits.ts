/** What reading a contact file may take. */
export interface ReadingLimits {
  /** Bytes that an .xlsx may declare inflated, and that its texts may have wherever cells refer to them. */
  readonly maxInflatedBytes: number;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}
