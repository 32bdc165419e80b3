import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { messageOf } from '../../../api/api-problem';
import type { Schema } from '../../../api/call';
import { Alert } from '../../../components/alert';
import { announce } from '../../../components/announce';
import { Button } from '../../../components/button';
import { ErrorState } from '../../../components/error-state';
import type { Draft } from '../draft/draft';
import { useDraft } from '../draft/use-draft';
import { DropZone } from '../form/source-picker';
import { CancelButton } from './cancel-button';
import { countLeftOut } from './count-left-out';
import { describeProgress, type Progress } from './describe-progress';
import { Steps } from './steps';
import { StopCampaign } from './stop-campaign';
import { useNow } from './use-now';
import { useUpload } from './use-upload';

type Upload = Schema<'Upload'>;

interface ProgressViewProps {
  readonly id: string;
  /** Begins another upload into the campaign, with a file if one was dropped. */
  readonly onNew: (file?: File) => void;
  /** Another upload is to be shown: the stop of the campaign. */
  readonly onShow: (id: string) => void;
}

/** How an upload proceeds, while it does. */
export function ProgressView({ id, onNew, onShow }: ProgressViewProps) {
  const { draft } = useDraft();
  const { upload, error, show } = useUpload(id);
  if (upload === undefined) {
    if (error !== undefined) return <ErrorState error={error} onRetry={() => onNew()} />;
    return <p>Loading…</p>;
  }
  return (
    <div className="stack">
      {error !== undefined && (
        <Alert kind="warning">{messageOf(error)} The page goes on as soon as it answers.</Alert>
      )}
      <h2>
        {upload.action === 'stop' ? 'Stopping' : 'Upload into'} {upload.campaignName}
      </h2>
      {upload.action !== 'stop' && <Steps upload={upload} />}
      <State upload={upload} />
      <div className="actions">
        <CancelButton upload={upload} onCanceled={show}>
          {upload.action === 'stop' ? 'Cancel the stop' : 'Cancel the upload'}
        </CancelButton>
        {countLeftOut(upload) > 0 && (
          <a className="button" href={`/v1/uploads/${upload.id}/rejected.csv`} download>
            Download the rows that were left out
          </a>
        )}
        {upload.action !== 'stop' && upload.dryRun !== true && (
          <StopCampaign upload={upload} knownKey={keyOf(draft, upload)} onStopping={onShow} />
        )}
        <Link href={`/uploads/${upload.id}`}>All details</Link>
      </div>
      {isFinalState(upload.state) && (
        <>
          <div className="actions">
            <Button kind="primary" onClick={() => onNew()}>
              New upload
            </Button>
          </div>
          {upload.action !== 'stop' && <DropZone onFile={onNew} />}
        </>
      )}
    </div>
  );
}

/** The API key that was entered for the upload's user; empty where none is known. */
function keyOf({ account }: Draft, { username }: Upload): string {
  return account?.kind === 'typed' && account.username.trim() === username ? account.apiKey.trim() : '';
}

function State({ upload }: { readonly upload: Upload }) {
  const now = useNow(!isFinalState(upload.state));
  const progress = describeProgress(upload, now);
  // A countdown is not read out every second.
  const spoken = withoutTime(progress);
  const last = useRef('');
  useEffect(() => {
    if (last.current !== spoken) announce(spoken);
    last.current = spoken;
  }, [spoken]);
  const { kind } = progress;
  return (
    <Alert kind={kind === 'open' ? 'info' : kind} title={kind === 'open' ? 'In progress' : TITLES[kind]}>
      <p className="state">{progress.sentence}</p>
      {progress.next !== undefined && <p>{progress.next}</p>}
    </Alert>
  );
}

const TITLES = { success: 'Done', warning: 'Please look', error: 'Not uploaded' } as const;

function withoutTime({ sentence, next = '' }: Progress): string {
  return `${sentence} ${next}`.replace(/ in \d+:[\d:]+/g, ' soon').trim();
}
