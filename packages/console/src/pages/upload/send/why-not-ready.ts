import { MAX_CORRECTIONS } from '@ozonetel-bulk-upload/shared-types';
import type { DraftCheck } from '../check/use-check';
import { countCorrections, type Draft } from '../draft/draft';
import { isPasted } from '../draft/pasted-cells';
import { describeRefusal } from '../form/describe-refusal';
import { countOf, formatCount } from '../../../components/format';

/** What is missing before the draft can be uploaded, as a sentence; undefined if nothing is. */
export function whyNotReady(draft: Draft, { checked, isRunning, error }: DraftCheck): string | undefined {
  const { account, source } = draft;
  // Without a choice, the page has the fields of an account that is not stored.
  if (account === undefined || (account.kind === 'typed' && account.username.trim() === ''))
    return 'Enter the CloudAgent user name.';
  if (account.kind === 'typed' && account.apiKey.trim() === '') return 'Enter the API key of the account.';
  if (draft.campaignName.trim() === '') return 'Enter the campaign.';
  if (source === undefined) return 'Choose a contact file, paste cells or use a link.';
  if (source.kind === 'missing')
    return isPasted(source.print) ? 'Paste the cells again.' : `Choose ${source.print.name} again.`;
  if (countCorrections(draft) > MAX_CORRECTIONS)
    return `More than ${formatCount(MAX_CORRECTIONS)} cells are corrected: undo some of the corrections, or correct the file itself.`;
  if (error !== undefined) return 'The contacts could not be checked: see "2. Contacts".';
  if (isRunning || checked === undefined) return 'The contacts are still being checked.';
  const { outcome, counts } = checked.result;
  if (outcome.status === 'error') return describeRefusal(outcome);
  const invalid = counts?.invalid ?? 0;
  if (!draft.leavesOut && invalid > 0)
    return `${countOf(invalid, 'row still has', 'rows still have')} a problem: correct ${invalid === 1 ? 'it' : 'them'}, or choose "Leave out".`;
  return undefined;
}
