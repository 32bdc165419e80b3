import type { CampaignList } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type ILoadOptionsFunctions, type INodeListSearchResult } from 'n8n-workflow';
import { askConnector } from '../../../shared/connector-api';
import { askForCampaigns } from '../../direct/ask-for-campaigns';
import { readCredential } from '../../../shared/read-credential';

/** Campaigns to choose from: those that the connector has seen, or those that Ozonetel lists. */
export async function searchCampaigns(
  this: ILoadOptionsFunctions,
  filter = '',
): Promise<INodeListSearchResult> {
  const isDirect = this.getCurrentNodeParameter('mode') !== 'connector';
  const names = isDirect ? await askForCampaigns(this) : await namesInConnector(this);
  const wanted = filter.trim().toLowerCase();
  return {
    results: names
      .filter((name) => name.toLowerCase().includes(wanted))
      .map((name) => ({ name, value: name })),
  };
}

async function namesInConnector(context: ILoadOptionsFunctions): Promise<string[]> {
  const { userName } = await readCredential(context, 'ozonetelApi');
  const { body } = await askConnector(context, {
    method: 'GET',
    path: '/v1/campaigns',
    query: { username: userName, limit: 100 },
  });
  const { items = [] } = (body ?? {}) as Partial<CampaignList>;
  const names = [...new Set(items.map(({ campaignName }) => campaignName))];
  if (names.length > 0) return names;
  throw new NodeOperationError(context.getNode(), 'The connector has seen no campaign of this account yet', {
    description:
      'Choose By Name, and enter the name as CloudAgent shows it. After the first upload it is here.',
  });
}
