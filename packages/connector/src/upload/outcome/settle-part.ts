import type { FinalState, Outcome } from '@ozonetel-bulk-upload/shared-types';
import type { Work } from '../../store/unit-of-work';
import { countsOf, type PartRow, type UploadRow } from '../stored-upload';
import { finishUpload } from './finish-upload';
import { findLaterStop, stoppedMessage } from './find-later-stop';
import { toJson } from '../../store/columns';

export interface PartEnd {
  readonly upload: UploadRow;
  /** Of the part, from 1. */
  readonly number: number;
  readonly state: FinalState;
  readonly outcome: Outcome;
}

/**
 * Gives a part its outcome and decides what follows for its upload: the next part's turn, or the end. A part
 * that does not succeed ends the upload and cancels the parts after it.
 */
export async function settlePart(work: Work, { upload, number, state, outcome }: PartEnd): Promise<void> {
  const { rows } = work;
  await rows.changePart(upload.id, number, { state, outcome_json: toJson(outcome) });
  const parts = await rows.parts(upload.id);
  const next = parts.find((part) => part.number === number + 1);
  if (state === 'succeeded' && next?.state === 'accepted') {
    await countSent(work, upload);
    const stop = await findLaterStop(work, upload);
    if (stop !== undefined)
      return settlePart(work, {
        upload,
        number: next.number,
        state: 'canceled',
        outcome: canceled(stoppedMessage(stop)),
      });
    await rows.changePart(upload.id, next.number, { state: 'waiting' });
    await rows.changeUpload(upload.id, { state: 'waiting' });
    work.enqueue({ kind: 'dispatch', key: upload.account });
    return;
  }
  for (const part of parts) {
    if (part.number > number && part.state === 'accepted')
      await rows.changePart(upload.id, part.number, { state: 'canceled' });
  }
  await countSent(work, upload);
  const settled = await rows.parts(upload.id);
  const end = endOf(settled, state, outcome);
  await finishUpload(work, upload.id, end.state, end.outcome);
}

/** The outcome of what is not sent, since it was canceled. */
export function canceled(message: string): Outcome {
  return { status: 'error', code: 'canceled', message, source: 'check' };
}

/** What several parts make of an upload: some are in, and some are not, is a failure that says which. */
function endOf(
  parts: readonly PartRow[],
  state: FinalState,
  outcome: Outcome,
): { state: FinalState; outcome: Outcome } {
  if (parts.length <= 1) return { state, outcome };
  const loaded = parts.filter((part) => part.state === 'succeeded');
  if (loaded.length === parts.length) return { state: 'succeeded', outcome };
  const missing = parts.filter((part) => part.state !== 'succeeded' && part.state !== 'unconfirmed');
  const message = [
    /[.!?)]$/.test(outcome.message) ? outcome.message : `${outcome.message.trim()}.`,
    loaded.length === 0 ? 'No row is known to be loaded.' : `Loaded: ${spans(loaded)}.`,
    ...(missing.length === 0 ? [] : [`Not loaded: ${spans(missing)}.`]),
    ...(state === 'unconfirmed'
      ? ['Look at the campaign before you upload the unconfirmed rows again.']
      : []),
  ].join(' ');
  if (state === 'unconfirmed') return { state, outcome: { ...outcome, message } };
  if (loaded.length === 0) return { state, outcome: { ...outcome, message } };
  const code = outcome.status === 'success' ? 'canceled' : outcome.code;
  return { state: 'failed', outcome: { ...outcome, status: 'error', code, message } };
}

function spans(parts: readonly PartRow[]): string {
  return parts.map((part) => `rows ${part.first_row} to ${part.last_row}`).join(', ');
}

/** Counts the rows sent: those of a split upload's succeeded parts, else all unless they were refused outright. */
export async function countSent(work: Work, upload: UploadRow): Promise<void> {
  const counts = countsOf(upload);
  if (counts === undefined) return;
  const parts = await work.rows.parts(upload.id);
  const left = parts.filter((part) =>
    parts.length > 1 ? part.state === 'succeeded' : part.state !== 'rejected' && part.state !== 'canceled',
  );
  const sent = left.reduce((sum, part) => sum + part.rows, 0);
  await work.rows.changeUpload(upload.id, { counts_json: toJson({ ...counts, sent }) });
}
