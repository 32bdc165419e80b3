import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { useEffect, useRef } from 'react';
import type { Schema } from '../../api/call';
import { Alert } from '../../components/alert';
import { announce } from '../../components/announce';
import { describeProgress } from '../upload/progress/describe-progress';
import { useNow } from '../upload/progress/use-now';

type Upload = Schema<'Upload'>;

/** Where the upload is, or how it ended, and what to do next. A change of state is read out, a countdown is not. */
export function ProgressSentence({ upload }: { readonly upload: Upload }) {
  const now = useNow(!isFinalState(upload.state));
  const { kind, sentence, next } = describeProgress(upload, now);
  const announced = useRef(upload.state);
  useEffect(() => {
    if (announced.current === upload.state) return;
    announced.current = upload.state;
    announce([sentence, next].filter((text) => text !== undefined).join(' '));
  }, [upload.state, sentence, next]);
  return (
    <Alert kind={kind === 'open' ? 'info' : kind}>
      <p>{sentence}</p>
      {next !== undefined && <p>{next}</p>}
    </Alert>
  );
}
