import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { messageOf } from '../../../api/api-problem';
import type { Schema } from '../../../api/call';
import { Alert } from '../../../components/alert';
import { Button } from '../../../components/button';
import type { Draft } from '../draft/draft';
import { draftStore, useDraft } from '../draft/use-draft';
import { DropZone } from '../form/source-picker';
import { CancelButton } from '../../../one-upload/cancel-button';
import { Downloads } from '../../../one-upload/downloads';
import { ProgressSentence } from '../../../one-upload/progress-sentence';
import { StopCampaign } from '../../../one-upload/stop-campaign';
import { mayBeStopped } from '../../../one-upload/stopping';
import { UploadNotShown } from '../../../one-upload/upload-not-shown';
import { useUpload } from '../../../one-upload/use-upload';
import { BackButton } from './back-button';
import type { ShownUpload } from './shown-upload';
import { Steps } from './steps';
import { StopProgress } from './stop-progress';

type Upload = Schema<'Upload'>;

interface ProgressViewProps {
  readonly shown: ShownUpload;
  /** The draft is to be shown: as it is, or with a file that was dropped. */
  readonly onDraft: (file?: File) => void;
  /** The stop of the campaign is to be shown, too. */
  readonly onShow: (shown: ShownUpload) => void;
}

/** How an upload proceeds, while it does. */
export function ProgressView({ shown, onDraft, onShow }: ProgressViewProps) {
  const { id, stopId } = shown;
  const { draft } = useDraft();
  const { upload, error, show } = useUpload(id);
  const isIn = upload?.state === 'succeeded' && upload.dryRun !== true;
  useEffect(() => {
    // Not before: what is refused, canceled or only checked can be corrected and sent again.
    if (isIn && draftStore.get().sentAs === id) draftStore.reset();
  }, [isIn, id]);
  if (upload === undefined) {
    if (error === undefined) return <p>Loading…</p>;
    return <UploadNotShown error={error} whenGone={<BeginAgain onNew={onDraft} />} />;
  }
  return (
    <div className="stack">
      {error !== undefined && (
        <Alert kind="warning">{messageOf(error)} The page goes on as soon as it answers.</Alert>
      )}
      <h2>
        {upload.dryRun === true ? 'Check for' : 'Upload into'} {upload.campaignName}
      </h2>
      <Steps upload={upload} />
      <ProgressSentence upload={upload} />
      {stopId !== undefined && <StopProgress id={stopId} />}
      <div className="actions">
        <CancelButton upload={upload} onCanceled={show}>
          Cancel the upload
        </CancelButton>
        <Downloads upload={upload} />
        {stopId === undefined && mayBeStopped(upload) && (
          <StopCampaign
            upload={upload}
            knownKey={keyOf(draft, upload)}
            onStopping={(stop) => onShow({ id, stopId: stop })}
          />
        )}
        <Link href={`/uploads/${upload.id}`}>All details</Link>
      </div>
      {isFinalState(upload.state) && (
        <>
          <div className="actions">
            {draft.sentAs === id && !isIn ? (
              <BackButton upload={upload} onBack={onDraft} />
            ) : (
              <Button kind="primary" onClick={() => onDraft()}>
                New upload
              </Button>
            )}
          </div>
          <DropZone onFile={onDraft} />
        </>
      )}
    </div>
  );
}

/** Begins another upload where there is nothing to show of the one before. */
function BeginAgain({ onNew }: { readonly onNew: () => void }) {
  return (
    <Button
      onClick={() => {
        draftStore.reset();
        onNew();
      }}
    >
      New upload
    </Button>
  );
}

/** The API key that was entered for the upload's user; empty if none is known. */
function keyOf({ account }: Draft, { username }: Upload): string {
  return account?.kind === 'typed' && account.username.trim() === username ? account.apiKey.trim() : '';
}
