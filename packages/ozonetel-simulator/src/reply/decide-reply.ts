import type { Campaign, Campaigns } from '../campaign/campaigns';
import type { Account } from '../config/simulator-config';
import { findFormat, type FileFormat } from '../contact-file/file-format';
import type { UploadForm } from '../receive/upload-form';
import { ASSUMED_REPLY_TEXTS, CALLBACK_TEXTS, REPLY_TEXTS } from '../vendor-texts';

/** An upload that was taken, with all that its processing needs. */
export interface AcceptedUpload {
  readonly campaign: Campaign;
  readonly callBackUrl: string;
  readonly action: 'start' | 'stop' | undefined;
  readonly content: Buffer;
  readonly format: FileFormat;
}

export type Decision =
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'accepted'; readonly upload: AcceptedUpload };

/** What a reply depends on besides its request. */
export interface Gate {
  readonly accounts: readonly Account[];
  readonly campaigns: Campaigns;
  /** Whether the user's bucket has room; counts the request if it has. */
  takeTurn(username: string, campaignName: string | undefined): boolean;
}

/**
 * Decides what the vendor answers to a form that was read: the first of its refusals that applies. A campaign
 * that is processing is answered like a running one: **our assumption**, the page has no text for it.
 */
export function decideReply({ fields, file }: UploadForm, gate: Gate): Decision {
  const { username, apiKey, campaignName, callBackUrl, action } = fields;
  const account = gate.accounts.find((known) => known.username === username && known.apiKey === apiKey);
  if (account === undefined) return refused(REPLY_TEXTS.authenticationFailed);
  if (!gate.takeTurn(account.username, campaignName)) return refused(REPLY_TEXTS.requestLimitExhausted);
  if (file === undefined) return refused(REPLY_TEXTS.fileMissing);
  if (file.isTooLarge) return refused(CALLBACK_TEXTS.dataLimitExceeded);
  const format = findFormat(file.name, file.content);
  if (format === undefined) return refused(REPLY_TEXTS.fileTypeNotAllowed);
  const campaign = gate.campaigns.find(account.username, campaignName ?? '');
  if (campaign === undefined) return refused(REPLY_TEXTS.campaignNotFound);
  if (callBackUrl === undefined || callBackUrl === '') {
    return refused(ASSUMED_REPLY_TEXTS.callBackUrlMissing);
  }
  const known = parseAction(action);
  if (known === 'unknown') return refused(ASSUMED_REPLY_TEXTS.actionUnknown);
  if (known !== 'stop' && (campaign.position === 'running' || campaign.isProcessing)) {
    return refused(REPLY_TEXTS.campaignRunning);
  }
  return {
    kind: 'accepted',
    upload: { campaign, callBackUrl, action: known, content: file.content, format },
  };
}

/** "Passing no value" may be an empty field too. */
function parseAction(action: string | undefined): 'start' | 'stop' | undefined | 'unknown' {
  if (action === undefined || action === '') return undefined;
  return action === 'start' || action === 'stop' ? action : 'unknown';
}

function refused(message: string): Decision {
  return { kind: 'refused', message };
}
