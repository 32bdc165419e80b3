import { api, call, type Schema } from '../api/call';
import { ConfirmButton } from '../components/confirm-button';
import { focusHeading } from '../components/focus-heading';

type Upload = Schema<'Upload'>;

const CANCELABLE: readonly Upload['state'][] = ['accepted', 'fetching', 'checking', 'waiting'];

interface CancelButtonProps {
  readonly upload: Upload;
  /** The connector answered with the upload as it is now. */
  readonly onCanceled: (upload: Upload) => void;
  /** What the button does. */
  readonly children: string;
}

/** Cancels an upload, while nothing of it was sent. Asks once: it loses its place among those that wait. */
export function CancelButton({ upload, onCanceled, children }: CancelButtonProps) {
  const { id, state, action, campaignName } = upload;
  async function cancel() {
    onCanceled(await call(() => api.POST('/v1/uploads/{id}/cancel', { params: { path: { id } } })));
    // The button goes with the state that allowed it.
    focusHeading();
  }
  if (!CANCELABLE.includes(state)) return null;
  const isStop = action === 'stop';
  return (
    <ConfirmButton
      label={children}
      title={isStop ? `Cancel the stop of ${campaignName}?` : `Cancel the upload into ${campaignName}?`}
      confirmLabel={children}
      closeLabel={isStop ? 'Keep the stop' : 'Keep the upload'}
      onConfirm={cancel}
    >
      <p>
        {isStop
          ? `${campaignName} may go on dialing.`
          : 'Nothing is sent to Ozonetel. The contacts can be uploaded again, and wait for their turn then.'}
      </p>
    </ConfirmButton>
  );
}
