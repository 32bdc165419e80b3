import { NOBODY_LISTENS_URL, type ContactRules } from '@ozonetel-bulk-upload/shared-types';
import type { INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { AdviceContext } from '../../shared/advice-context';
import type { PreparedContacts } from '../contacts/prepare-contacts';

/** Where the contacts of an upload come from. */
export type ContactSource = 'items' | 'binary' | 'url';

/** What the parameters of the resource Campaign say, for the uploads that begin at one item. */
export interface CampaignSettings {
  readonly mode: 'direct' | 'connector';
  readonly source: ContactSource;
  /** Whether the columns of items are mapped by hand. */
  readonly isMapped: boolean;
  /** Whether the node is of version 2 or later. */
  readonly hasMoreOptions: boolean;
  readonly rules: ContactRules;
  readonly waitsForOutcome: boolean;
  readonly waitLimitMinutes: number;
  readonly isSimplified: boolean;
  readonly isDryRun: boolean;
  readonly waitsForTurn: boolean;
  readonly callbackUrl: string;
  readonly fileHeaders: Readonly<Record<string, string>>;
  readonly format: 'csv' | 'xlsx' | undefined;
  /** The user's own; left out, one is made for each run of the node. */
  readonly idempotencyKey: string | undefined;
}

/** One upload, as it is asked for: contacts into a campaign, or a stop; or contacts that are only checked. */
export interface Submission {
  /** Empty where nothing is sent. */
  readonly campaignName: string;
  readonly action: 'start' | 'stop' | undefined;
  readonly settings: CampaignSettings;
  /** Index of the first item that belongs to it: the one that errors and results are about. */
  readonly itemIndex: number;
  /** Indexes of all items that belong to it. */
  readonly itemIndexes: readonly number[];
  /** Left out for a stop, and where the connector fetches the file. */
  readonly contacts?: PreparedContacts;
  readonly fileUrl?: string;
}

/** What comes out of the node: results, and contacts that were left out. */
export interface SubmissionOutput {
  readonly results: readonly INodeExecutionData[];
  readonly rejected: readonly INodeExecutionData[];
  /** Whether something was handed to Ozonetel or to the connector, and not refused there. */
  readonly isSent?: boolean;
  /** In the place of results: the upload was refused. */
  readonly error?: NodeApiError | NodeOperationError;
}

/** What advice must not repeat. */
export function adviceContextOf({
  rules,
  mode,
  isMapped,
  hasMoreOptions,
  source,
  waitsForTurn,
  waitsForOutcome,
  callbackUrl,
}: CampaignSettings): AdviceContext {
  const hasCallbackUrl = callbackUrl !== NOBODY_LISTENS_URL;
  const areItems = source === 'items';
  return { rules, mode, isMapped, hasMoreOptions, areItems, waitsForTurn, waitsForOutcome, hasCallbackUrl };
}

/** Whether several items are the contacts of one upload: what is wrong with it is then not one item's. */
export function isOfMany({ itemIndexes }: Pick<Submission, 'itemIndexes'>): boolean {
  return itemIndexes.length > 1;
}
