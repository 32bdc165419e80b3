import type { INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Asked } from '../../../shared/describe-outcome';
import type { PreparedContacts } from '../../contacts/prepare-contacts';
import type { CampaignSettings } from './read-settings';

/** One upload, as it is asked for: contacts into a campaign, or a stop; or contacts that are only checked. */
export interface Order {
  /** Empty where nothing is sent. */
  readonly campaignName: string;
  readonly action: 'start' | 'stop' | undefined;
  readonly settings: CampaignSettings;
  /** Index of the first item that belongs to it: the one that errors and results are about. */
  readonly itemIndex: number;
  /** Left out for a stop, and where the connector fetches the file. */
  readonly contacts?: PreparedContacts;
  readonly fileUrl?: string;
}

/** What comes out of the node: results, and contacts that were left out. */
export interface OrderOutput {
  readonly results: readonly INodeExecutionData[];
  readonly rejected: readonly INodeExecutionData[];
  /** In the place of results: the upload was refused. */
  readonly error?: NodeApiError | NodeOperationError;
}

/** What advice must not repeat. */
export function askedOf({ rules, mode, isMapped }: CampaignSettings): Asked {
  return { rules, mode, isMapped };
}
