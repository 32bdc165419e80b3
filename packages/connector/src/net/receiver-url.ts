import { invalidBody } from '@ozonetel-bulk-upload/shared-types';
import { isRefusedHost } from './address-policy';

/**
 * Refuses a URL that events can never be posted to, when it is given and not only at the first delivery.
 * @param path of the member in the request body
 * @throws ProblemError `invalid_body`
 */
export function refuseReceiverUrl(url: string, path: string, allowedHosts: readonly string[]): void {
  if (!isRefusedHost(new URL(url), { policy: 'relay', allowedHosts })) return;
  const message =
    allowedHosts.length === 0
      ? 'must not be a link-local, multicast or metadata address: events are never posted there'
      : 'must be on a host of RELAY_ALLOWED_HOSTS, and never on a link-local, multicast or metadata address';
  throw invalidBody([{ path, message }]);
}
