import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { asSentence } from '../api/as-sentence';
import type { Schema } from '../api/call';
import { countOf, formatCount, formatDuration } from '../components/format';
import { countLeftOut } from './count-left-out';

type Upload = Schema<'Upload'>;

export interface Progress {
  /** Where it is, or how it ended, in one sentence. */
  readonly sentence: string;
  /** What to do next, where there is something to do. */
  readonly next?: string;
  readonly kind: 'open' | 'success' | 'warning' | 'error';
}

/** Where an upload is and what comes next, for the user who waits for it. @param now milliseconds since 1970 */
export function describeProgress(upload: Upload, now: number): Progress {
  if (upload.action === 'stop') return describeStop(upload, now);
  switch (upload.state) {
    case 'accepted':
      return open('The upload was accepted.');
    case 'fetching':
      return open(`Getting the contact file. ${describeRetry(upload, now)}`.trim());
    case 'checking':
      return open('Checking the contacts.');
    case 'waiting':
      return open(`${describeChecked(upload)} ${describeTurn(upload, now)}`);
    case 'sending':
      return open(`Sending ${contactsOf(upload)} to Ozonetel.`);
    case 'processing':
      return open('Ozonetel is processing the contacts. This takes a minute or two.');
    case 'succeeded':
      return describeSuccess(upload);
    case 'failed':
    case 'rejected':
      return describeRefusal(upload);
    case 'unconfirmed':
      return {
        kind: 'warning',
        sentence:
          `It is not known yet whether the contacts are in ${upload.campaignName}. ${upload.outcome?.message ?? ''}`.trim(),
        next: `Look at the campaign in CloudAgent before you upload again: people could be called twice. If Ozonetel answers later, this page says so.`,
      };
    case 'canceled':
      return {
        kind: 'warning',
        sentence: 'The upload was canceled. Nothing was sent to Ozonetel.',
        next: 'The contacts can be uploaded again when you are ready.',
      };
  }
}

function open(sentence: string): Progress {
  return { kind: 'open', sentence };
}

function contactsOf({ counts }: Upload): string {
  return counts === undefined ? 'the contacts' : countOf(counts.valid, 'contact');
}

function describeChecked({ counts }: Upload): string {
  return counts === undefined
    ? 'Checked.'
    : `Checked: ${countOf(counts.valid, 'contact is', 'contacts are')} ready.`;
}

function describeTurn(upload: Upload, now: number): string {
  const retry = describeRetry(upload, now);
  if (retry !== '') return retry;
  const left = upload.notBefore === undefined ? 0 : Date.parse(upload.notBefore) - now;
  if (left > 0) return `Your turn in ${formatDuration(left)}.`;
  return 'Your turn comes as soon as the account and the campaign are free.';
}

function describeRetry({ lastError, nextAttemptAt }: Upload, now: number): string {
  if (lastError === undefined) return '';
  const left = nextAttemptAt === undefined ? 0 : Date.parse(nextAttemptAt) - now;
  return `${lastError} The next try ${left > 0 ? `is in ${formatDuration(left)}` : 'is about to begin'}.`;
}

function describeSuccess(upload: Upload): Progress {
  const { campaignName, action, counts, dryRun } = upload;
  if (dryRun === true) {
    return {
      kind: 'success',
      sentence: `Checked: ${contactsOf(upload)} can be uploaded. Nothing was sent.`,
      next: `Upload ${upload.counts?.valid === 1 ? 'it' : 'them'} when you are ready.`,
    };
  }
  const steps = [describeLeftOut(upload), describeStart(upload)].filter((step) => step !== '');
  const sent = countOf(counts?.sent ?? counts?.valid ?? 0, 'contact is', 'contacts are');
  return {
    kind: 'success',
    sentence: `${sent} in ${campaignName}${action === 'start' ? ', and the campaign is started' : ''}.`,
    ...(steps.length > 0 ? { next: steps.join(' ') } : {}),
  };
}

/** A repeated row that comes back with the corrected ones would be in the campaign twice. */
function describeLeftOut(upload: Upload): string {
  const { invalid = 0, duplicates = 0 } = upload.counts ?? {};
  if (invalid === 0) return describeRepeated(duplicates);
  const left = countLeftOut(upload);
  const leftOut = `${countOf(left, 'row was', 'rows were')} left out: download ${left === 1 ? 'it' : 'them'}`;
  if (duplicates === 0) return `${leftOut}, correct ${left === 1 ? 'it' : 'them'}, and upload that file.`;
  const repeated = `the ${duplicates === 1 ? 'repeated one, which is' : `${formatCount(duplicates)} repeated ones, which are`}`;
  return `${leftOut}, correct the ${invalid === 1 ? 'one' : formatCount(invalid)} with a problem, delete ${repeated} in the campaign already, and upload that file.`;
}

function describeRepeated(count: number): string {
  if (count === 0) return '';
  const whose = count === 1 ? 'that contact is' : 'those contacts are';
  return `${countOf(count, 'repeated row was', 'repeated rows were')} left out: ${whose} in the campaign already.`;
}

/** Ozonetel starts a campaign with a file alone: there is no button for it afterwards. */
function describeStart({ action, campaignName }: Upload): string {
  if (action === 'start') return '';
  return `${campaignName} was not started by this upload. To have them called, start the campaign in CloudAgent; next time, "Upload and start" does both.`;
}

function describeRefusal({ state, outcome, campaignName, dryRun }: Upload): Progress {
  const message = asSentence(outcome?.message ?? 'No reason was given');
  const what = dryRun === true ? 'The contacts cannot be uploaded' : `Nothing was added to ${campaignName}`;
  const who = outcome?.source === 'check' ? '' : 'Ozonetel says: ';
  return {
    kind: 'error',
    sentence: `${state === 'failed' ? 'The upload failed' : what}. ${who}${message}`,
    next:
      CONSOLE_STEP[outcome?.code ?? ''] ??
      outcome?.advice ??
      NEXT_STEP[outcome?.code ?? ''] ??
      'Correct the file, and upload it again.',
  };
}

/** What to do in the words of the console, where the connector's advice has those of its API. */
const CONSOLE_STEP: Readonly<Record<string, string>> = {
  agent_id_column_missing:
    'The campaign assigns contacts by agent: choose that under "Who calls", and under "3. Columns" which column is the agent.',
  skill_column_missing:
    'The campaign assigns contacts by skill: choose that under "Who calls", and under "3. Columns" which column is the skill.',
};

/** What to do where neither the message nor the connector's advice says so. */
const NEXT_STEP: Readonly<Record<string, string>> = {
  upload_failed: 'Wait a few minutes and upload again.',
  file_unreachable: 'Check that the link opens without signing in, or drop the file itself.',
  canceled: 'Start a new upload when you are ready.',
};

function describeStop(upload: Upload, now: number): Progress {
  const { state, campaignName, notBefore, outcome } = upload;
  if (state === 'succeeded') {
    return { kind: 'success', sentence: `${campaignName} is stopped: nobody else is dialed.` };
  }
  if (isFinalState(state)) {
    return {
      kind: 'error',
      sentence: `${campaignName} may still be dialing. ${outcome?.message ?? ''}`.trim(),
      next: outcome?.advice ?? 'Stop the campaign in CloudAgent.',
    };
  }
  const left = notBefore === undefined ? 0 : Date.parse(notBefore) - now;
  return open(`Stopping ${campaignName}${left > 0 ? ` in ${formatDuration(left)}` : ''}.`);
}
