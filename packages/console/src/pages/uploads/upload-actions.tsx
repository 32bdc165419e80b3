import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { api, call, type Schema } from '../../api/call';
import { announce } from '../../components/announce';
import { ConfirmButton } from '../../components/confirm-button';
import { CancelButton } from '../../one-upload/cancel-button';
import { StopCampaign } from '../../one-upload/stop-campaign';
import { mayBeStopped } from '../../one-upload/stopping';
import { Downloads } from '../../one-upload/downloads';

type Upload = Schema<'Upload'>;

interface UploadActionsProps {
  readonly upload: Upload;
  /** The connector answered with the upload as it is now. */
  readonly onChanged: (upload: Upload) => void;
}

/** What can be done with an upload in its state. */
export function UploadActions({ upload, onChanged }: UploadActionsProps) {
  const [, navigate] = useLocation();
  return (
    <div className="actions">
      <CancelButton upload={upload} onCanceled={onChanged}>
        Cancel this upload
      </CancelButton>
      <Downloads upload={upload} />
      {mayBeStopped(upload) && (
        <StopCampaign upload={upload} onStopping={(id) => navigate(`/uploads/${id}`)} />
      )}
      {isFinalState(upload.state) && <DeleteButton upload={upload} />}
    </div>
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
