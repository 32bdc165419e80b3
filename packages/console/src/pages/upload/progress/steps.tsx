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

/** How far an upload has come. */
export function Steps({ upload }: { readonly upload: Upload }) {
  const at = STEP_OF[upload.state];
  const isOver = isFinalState(upload.state);
  return (
    <ol className="steps" aria-label="Progress">
      {STEPS.map((label, index) => (
        <li
          key={label}
          className={index < at || isOver ? 'step step-done' : 'step'}
          aria-current={index === at && !isOver ? 'step' : undefined}
        >
          {label}
        </li>
      ))}
    </ol>
  );
}
