import { messageOf } from '../../../api/api-problem';
import { Alert } from '../../../components/alert';
import { CancelButton } from '../../../one-upload/cancel-button';
import { ProgressSentence } from '../../../one-upload/progress-sentence';
import { useUpload } from '../../../one-upload/use-upload';

/** How the stop of the campaign proceeds, on the page of the upload. @param id of the upload that stops it */
export function StopProgress({ id }: { readonly id: string }) {
  const { upload, error, show } = useUpload(id);
  return (
    <section className="stack" aria-label="The stop of the campaign">
      {upload === undefined && error === undefined && <p>Loading…</p>}
      {error !== undefined && <Alert kind="warning">{messageOf(error)}</Alert>}
      {upload !== undefined && (
        <>
          <ProgressSentence upload={upload} />
          <CancelButton upload={upload} onCanceled={show}>
            Cancel the stop
          </CancelButton>
        </>
      )}
    </section>
  );
}
