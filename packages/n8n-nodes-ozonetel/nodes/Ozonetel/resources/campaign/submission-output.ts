import type { Counts, Notice, Outcome, RowProblem, Upload } from '@ozonetel-bulk-upload/shared-types';
import type { INodeExecutionData } from 'n8n-workflow';
import { rawUpload, simplifyUpload, type DirectUpload } from '../../../shared/simplify-upload';
import { adviceContextOf, type Submission, type SubmissionOutput } from '../../submission/submission';

/** An upload that our check has refused; undefined if it may be sent. */
export function refusedByCheck(submission: Submission): DirectUpload | undefined {
  const outcome = submission.contacts?.checked?.outcome;
  return outcome === undefined ? undefined : { ...unsent(submission), state: 'rejected', outcome };
}

/** What a dry run without connector gives. */
export function checkedAlone(submission: Submission): DirectUpload {
  const outcome = checkedOutcome(submission.contacts?.checked?.counts.valid);
  return { ...unsent(submission), state: 'succeeded', dryRun: true, outcome };
}

/** @param valid contacts, or undefined for a file that was not read */
export function checkedOutcome(valid: number | undefined): Outcome {
  const message =
    valid === undefined
      ? 'This file was not read, and nothing was sent: only the connector checks an .xlsx file.'
      : `${valid} contacts would be sent.`;
  return { status: 'success', code: 'checked', message, source: 'check' };
}

function unsent(submission: Submission): Omit<DirectUpload, 'state'> {
  const { campaignName, action } = submission;
  return { campaignName, ...(action === undefined ? {} : { action }), ...found(submission) };
}

interface Found {
  readonly counts?: Counts;
  readonly problems?: RowProblem[];
  readonly notices?: Notice[];
}

/** What our check found in the contacts; and all that is valid was sent, where Ozonetel did not refuse it. */
export function found(submission: Submission, upload?: Upload | DirectUpload): Found {
  const checked = submission.contacts?.checked;
  if (checked === undefined) return {};
  const isSent = upload !== undefined && !('id' in upload) && upload.state !== 'rejected';
  const sent = isSent && upload.dryRun !== true ? checked.counts.valid : (upload?.counts?.sent ?? 0);
  return {
    counts: { ...checked.counts, sent },
    problems: [...checked.problems],
    ...(checked.notices.length === 0 ? {} : { notices: [...checked.notices] }),
  };
}

/** An upload as the node gives it out. */
export function outputOf(
  submission: Submission,
  upload: Upload | DirectUpload,
  rejected: readonly INodeExecutionData[],
): SubmissionOutput {
  const { settings, itemIndex } = submission;
  const whole = { ...upload, ...found(submission, upload) };
  const json = settings.isSimplified ? simplifyUpload(whole, adviceContextOf(settings)) : rawUpload(whole);
  const isSent = upload.state !== 'rejected' && upload.dryRun !== true;
  return { results: [{ json, pairedItem: { item: itemIndex } }], rejected, isSent };
}
