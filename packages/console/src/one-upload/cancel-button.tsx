import { api, call, type Schema } from '../api/call';
import { Alert } from '../components/alert';
import { Button } from '../components/button';
import { focusHeading } from '../components/focus-heading';
import { useAction } from '../components/use-action';

type Upload = Schema<'Upload'>;

const CANCELABLE: readonly Upload['state'][] = ['accepted', 'fetching', 'checking', 'waiting'];

interface CancelButtonProps {
  readonly upload: Upload;
  /** The connector answered with the upload as it is now. */
  readonly onCanceled: (upload: Upload) => void;
  readonly children: string;
}

/** Cancels an upload, while nothing of it was sent. */
export function CancelButton({ upload: { id, state }, onCanceled, children }: CancelButtonProps) {
  const { run, isBusy, problem } = useAction(async () => {
    onCanceled(await call(() => api.POST('/v1/uploads/{id}/cancel', { params: { path: { id } } })));
    // The button goes with the state that allowed it.
    focusHeading();
  });
  return (
    <>
      {CANCELABLE.includes(state) && (
        <Button isBusy={isBusy} onClick={() => void run()}>
          {children}
        </Button>
      )}
      {problem !== undefined && <Alert kind="error">{problem}</Alert>}
    </>
  );
}
