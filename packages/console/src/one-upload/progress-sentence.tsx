import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { useEffect, useRef } from 'react';
import type { Schema } from '../api/call';
import { Alert } from '../components/alert';
import { announce } from '../components/announce';
import { useNow } from '../components/use-now';
import { describeProgress, type Progress } from './describe-progress';

type Upload = Schema<'Upload'>;

/** Where an upload is, or how it ended, and what to do next. A change is read out, a countdown is not. */
export function ProgressSentence({ upload }: { readonly upload: Upload }) {
  const now = useNow(!isFinalState(upload.state));
  const progress = describeProgress(upload, now);
  const spoken = withoutTime(progress);
  const last = useRef('');
  useEffect(() => {
    if (last.current !== spoken) announce(spoken);
    last.current = spoken;
  }, [spoken]);
  const { kind, sentence, next } = progress;
  return (
    <Alert kind={kind === 'open' ? 'info' : kind} title={titleOf(upload, kind)}>
      <p className="state">{sentence}</p>
      {next !== undefined && <p>{next}</p>}
    </Alert>
  );
}

const TITLES = { open: 'In progress', success: 'Done', warning: 'Check the campaign' } as const;

/** The outcome in a word or two. */
export function titleOf({ action, dryRun, state }: Upload, kind: Progress['kind']): string {
  if (state === 'canceled' && kind === 'warning') return 'Canceled';
  if (dryRun === true && kind === 'success') return 'Checked';
  if (kind !== 'error') return TITLES[kind];
  return action === 'stop' ? 'Not stopped' : 'Not uploaded';
}

function withoutTime({ sentence, next = '' }: Progress): string {
  return `${sentence} ${next}`.replace(/ in \d+:[\d:]+/g, ' soon').trim();
}
