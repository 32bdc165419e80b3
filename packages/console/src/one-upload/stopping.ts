import type { Schema } from '../api/call';
import { isPartlyIn } from './is-partly-in';

type Upload = Schema<'Upload'>;

const MAY_HAVE_STARTED: readonly Upload['state'][] = ['processing', 'succeeded', 'unconfirmed'];

/**
 * Whether the upload's campaign may be dialing: the upload has started it, or was refused because it runs. One that is
 * not found, or whose key is refused, cannot be stopped either.
 */
export function mayBeStopped(upload: Upload): boolean {
  const { action, dryRun, outcome } = upload;
  if (action === 'stop' || dryRun === true) return false;
  if (outcome?.code === 'campaign_running') return true;
  return action === 'start' && isPartlyIn(upload, MAY_HAVE_STARTED);
}
