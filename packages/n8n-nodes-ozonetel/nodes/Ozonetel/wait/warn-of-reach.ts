import type { IExecuteFunctions } from 'n8n-workflow';
import { isLocal } from '../../shared/is-local';
import { readCredential } from '../../shared/read-credential';
import type { Submission } from '../submission/submission';

const SET_URL = 'set N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) where n8n runs';

const OUT_OF_OZONETELS_REACH = `Ozonetel cannot reach this n8n at a localhost address, so its callback will not come: ${SET_URL}, or set Connect Via to Our Connector Service.`;

const OUT_OF_THE_CONNECTORS_REACH = `The connector cannot reach this n8n at a localhost address, so the outcome will not come: ${SET_URL}. A connector on another machine, or in another container, needs an address of this one.`;

/**
 * Why nobody will be heard at an address of this n8n that was given away; undefined if it can be reached. A simulator or a
 * connector on the same machine does reach localhost.
 */
export async function warnOfReach(
  context: IExecuteFunctions,
  { settings, itemIndex }: Submission,
  url: string | undefined,
): Promise<string | undefined> {
  if (url === undefined || !isLocal(url)) return undefined;
  if (settings.mode === 'direct') {
    const { uploadUrl } = await readCredential(context, 'ozonetelApi', itemIndex);
    return isLocal(uploadUrl) ? undefined : OUT_OF_OZONETELS_REACH;
  }
  const { baseUrl } = await readCredential(context, 'ozonetelConnectorApi', itemIndex);
  return isLocal(baseUrl) ? undefined : OUT_OF_THE_CONNECTORS_REACH;
}
