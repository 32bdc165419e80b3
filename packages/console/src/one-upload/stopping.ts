import type { Schema } from '../api/call';

type Upload = Schema<'Upload'>;

function mayHaveStarted(state: Upload['state']): boolean {
  return state === 'processing' || state === 'succeeded' || state === 'unconfirmed';
}

/**
 * Whether the upload's campaign may be dialing: the upload has started it, or was refused because it runs. One that is
 * not found, or whose key is refused, cannot be stopped either.
 */
export function mayBeStopped({ action, dryRun, state, parts = [], outcome }: Upload): boolean {
  if (action === 'stop' || dryRun === true) return false;
  if (outcome?.code === 'campaign_running') return true;
  return action === 'start' && [state, ...parts.map((part) => part.state)].some(mayHaveStarted);
}
