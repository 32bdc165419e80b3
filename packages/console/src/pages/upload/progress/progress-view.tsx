import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { Link } from 'wouter';
import { messageOf } from '../../../api/api-problem';
import type { Schema } from '../../../api/call';
import { Alert } from '../../../components/alert';
import { Button } from '../../../components/button';
import { ErrorState } from '../../../components/error-state';
import type { Draft } from '../draft/draft';
import { useDraft } from '../draft/use-draft';
import { DropZone } from '../form/source-picker';
import { CancelButton } from '../../../one-upload/cancel-button';
import { countLeftOut } from '../../../one-upload/count-left-out';
import { ProgressSentence } from '../../../one-upload/progress-sentence';
import { Steps } from './steps';
import { StopCampaign } from '../../../one-upload/stop-campaign';
import { useUpload } from '../../../one-upload/use-upload';

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
      <ProgressSentence upload={upload} />
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
