import type { Answer, Outcome, OutcomeCode } from '@ozonetel-bulk-upload/shared-types';
import { countsOf, rulesOf, type UploadRow } from '../stored-upload';

/** What to do about what the vendor said, where its text alone does not tell. */
const ADVICE: Partial<Record<OutcomeCode, string>> = {
  authentication_failed:
    'Check the user name and the API key in CloudAgent; accounts with "API Authentication" by token may refuse the key.',
  campaign_running:
    'Contacts go into a stopped campaign: stop the campaign, or wait until it has ended, and upload again.',
  campaign_not_found: 'Check the spelling of the campaign name, and that it belongs to this user.',
  agent_id_column_missing:
    'The campaign is agentwise: give every contact an AgentId. Set "campaignType" to "agentwise", and that is checked before anything is sent.',
  skill_column_missing:
    'The campaign is skillwise: give every contact a Skill. Set "campaignType" to "skillwise", and that is checked before anything is sent.',
};

/** Adds what to do, and which file the vendor's row numbers count. */
export function withAdvice(outcome: Outcome, answer: Answer, upload: UploadRow): Outcome {
  const advice = ADVICE[answer.code];
  return {
    ...outcome,
    message: outcome.message + noteOnRows(answer, upload),
    ...(advice === undefined ? {} : { advice }),
  };
}

/** Row numbers of the vendor count the file that was sent: says so where that was not the source file. */
function noteOnRows(answer: Answer, upload: UploadRow): string {
  if (answer.rows === undefined) return '';
  const counts = countsOf(upload);
  const dropped = counts === undefined ? 0 : counts.invalid + counts.duplicates;
  if (dropped > 0)
    return ` (The rows count the file that was sent; ${dropped} rows had been left out of it.)`;
  if (rulesOf(upload).split) return ' (The rows count the part that was sent.)';
  return '';
}
