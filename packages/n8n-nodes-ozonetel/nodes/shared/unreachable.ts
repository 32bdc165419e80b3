import { findAddressFault } from './http-address';

/*
 * What to do where nobody answers, or somebody else: the credentials' tests, the node and its list of campaigns say the
 * same.
 */

export const CONNECTOR_UNREACHABLE = 'The connector cannot be reached';
export const CHECK_BASE_URL =
  'Check Base URL in the credential Ozonetel Connector API, and that the connector runs: a connector on another machine is not at 127.0.0.1, nor is one beside n8n in Docker.';

/** @param address of Ozonetel that did not answer */
export function checkUploadUrl(address: string): string {
  const host = findAddressFault(address) === undefined ? new URL(address).host : 'that address';
  return `Check Upload URL in the credential Ozonetel API, and that this n8n may connect to ${host}.`;
}
