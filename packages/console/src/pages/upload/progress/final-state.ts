import type { Schema } from '../../../api/call';

type State = Schema<'Upload'>['state'];

const FINAL_STATES: readonly State[] = ['succeeded', 'failed', 'rejected', 'unconfirmed', 'canceled'];

/** Whether a state ends an upload; a late callback may still settle `unconfirmed`. */
export function isFinalState(state: State): boolean {
  return FINAL_STATES.includes(state);
}
