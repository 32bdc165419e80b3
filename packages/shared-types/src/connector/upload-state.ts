/** States that an upload leaves again by itself. */
export const OPEN_STATES = ['accepted', 'fetching', 'checking', 'waiting', 'sending', 'processing'] as const;

/** States that end an upload; a late callback may still settle `unconfirmed`. */
export const FINAL_STATES = ['succeeded', 'failed', 'rejected', 'unconfirmed', 'canceled'] as const;

export type FinalState = (typeof FINAL_STATES)[number];
export type UploadState = (typeof OPEN_STATES)[number] | FinalState;

export function isFinalState(state: UploadState): state is FinalState {
  return (FINAL_STATES as readonly string[]).includes(state);
}
