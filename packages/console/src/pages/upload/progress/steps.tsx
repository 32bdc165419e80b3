import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import type { Schema } from '../../../api/call';

type Upload = Schema<'Upload'>;

const STEPS = ['Checked', 'Your turn', 'Sending', 'Ozonetel is processing', 'Outcome'] as const;

/** Index of the step that an upload is at. */
const STEP_OF: Readonly<Record<Upload['state'], number>> = {
  accepted: 0,
  fetching: 0,
  checking: 0,
  waiting: 1,
  sending: 2,
  processing: 3,
  succeeded: 4,
  failed: 4,
  rejected: 4,
  unconfirmed: 4,
  canceled: 4,
};

const OUTCOME = STEPS.length - 1;

/** Index of the first step that was not taken, by where the outcome of an upload that ended comes from. */
const REACHED_BY: Readonly<Record<NonNullable<Upload['outcome']>['source'], number>> = {
  check: 1,
  transport: 2,
  reply: 3,
  callback: OUTCOME,
  timeout: OUTCOME,
};

function isTaken(index: number, { state, outcome, dryRun }: Upload): boolean {
  if (!isFinalState(state)) return index < STEP_OF[state];
  // A tick at the outcome of what was not uploaded would read as a success.
  if (index === OUTCOME) return state === 'succeeded';
  if (state === 'canceled' || dryRun === true) return index < 1;
  return index < (outcome === undefined ? OUTCOME : REACHED_BY[outcome.source]);
}

/** How far an upload has come, or had come when it ended. */
export function Steps({ upload }: { readonly upload: Upload }) {
  const at = STEP_OF[upload.state];
  const isOver = isFinalState(upload.state);
  return (
    <ol className="steps" aria-label="Progress">
      {STEPS.map((label, index) => (
        <li
          key={label}
          className={isTaken(index, upload) ? 'step step-done' : 'step'}
          aria-current={index === at && !isOver ? 'step' : undefined}
        >
          {label}
        </li>
      ))}
    </ol>
  );
}
