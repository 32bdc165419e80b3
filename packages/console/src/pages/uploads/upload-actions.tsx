import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { messageOf } from '../../api/api-problem';
import { api, call, type Schema } from '../../api/call';
import { Alert } from '../../components/alert';
import { announce } from '../../components/announce';
import { Button } from '../../components/button';
import { ConfirmButton } from '../../components/confirm-button';
import { focusHeading } from '../../components/focus-heading';
import { isFinalState } from '../upload/progress/final-state';
import { Downloads } from './downloads';
import { StopCampaign } from './stop-campaign';

type Upload = Schema<'Upload'>;

const UNSENT: readonly Upload['state'][] = ['accepted', 'fetching', 'checking', 'waiting'];

interface UploadActionsProps {
  readonly upload: Upload;
  /** The connector answered with the upload as it is now. */
  readonly onChanged: (upload: Upload) => void;
}

/** What can be done with an upload in its state. */
export function UploadActions({ upload, onChanged }: UploadActionsProps) {
  const { state, action, dryRun } = upload;
  return (
    <div className="actions">
      {UNSENT.includes(state) && <CancelButton upload={upload} onCanceled={onChanged} />}
      <Downloads upload={upload} />
      {action !== 'stop' && dryRun !== true && <StopCampaign upload={upload} />}
      {isFinalState(upload.state) && <DeleteButton upload={upload} />}
    </div>
  );
}

function CancelButton({ upload, onCanceled }: { upload: Upload; onCanceled: (upload: Upload) => void }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function cancel() {
    setBusy(true);
    setProblem(undefined);
    try {
      const path = { id: upload.id };
      onCanceled(await call(() => api.POST('/v1/uploads/{id}/cancel', { params: { path } })));
      // The button goes with the state that allowed it.
      focusHeading();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button isBusy={isBusy} onClick={() => void cancel()}>
        Cancel this upload
      </Button>
      {problem !== undefined && <Alert kind="error">{problem}</Alert>}
    </>
  );
}

function DeleteButton({ upload: { id, campaignName } }: { readonly upload: Upload }) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  async function erase() {
    await call(() => api.DELETE('/v1/uploads/{id}', { params: { path: { id } } }));
    await queries.invalidateQueries({ queryKey: ['uploads'] });
    announce('The upload is deleted.');
    navigate('/uploads', { replace: true });
  }
  return (
    <ConfirmButton
      label="Delete"
      title="Delete this upload?"
      confirmLabel="Delete the upload"
      closeLabel="Keep it"
      onConfirm={erase}
    >
      <p>
        Everything that the connector knows about this upload into {campaignName} is erased: its rows,
        messages, events and deliveries. What Ozonetel has stays there. This cannot be undone.
      </p>
    </ConfirmButton>
  );
}
