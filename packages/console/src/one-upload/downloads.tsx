import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { api, call, type Schema } from '../api/call';
import { ConfirmButton } from '../components/confirm-button';
import { DownloadButton, save } from '../components/download-button';
import { countOf } from '../components/format';
import { countLeftOut } from './count-left-out';

type Upload = Schema<'Upload'>;

/** The rows that were left out, and those that were not sent: only if there can be some. */
export function Downloads({ upload }: { readonly upload: Upload }) {
  const { id } = upload;
  const leftOut = countLeftOut(upload);
  return (
    <>
      {leftOut > 0 && (
        <DownloadButton fileName={`rejected-${id}.csv`} load={() => loadRejected(id)}>
          Download {countOf(leftOut, 'row')} left out
        </DownloadButton>
      )}
      {mayHaveUnsent(upload) && <Unsent upload={upload} />}
    </>
  );
}

/** What our own check refused was never made ready to be sent. */
function mayHaveUnsent(upload: Upload): boolean {
  const { state, action, dryRun, counts, outcome } = upload;
  const isPossible = action !== 'stop' && dryRun !== true && (counts?.valid ?? 0) > 0;
  return isPossible && isFinalState(upload.state) && state !== 'succeeded' && outcome?.source !== 'check';
}

function Unsent({ upload }: { readonly upload: Upload }) {
  const { id, state, campaignName } = upload;
  const fileName = `unsent-${id}.csv`;
  const label = 'Download the rows that were not sent';
  if (state !== 'unconfirmed') {
    return (
      <DownloadButton fileName={fileName} load={() => loadUnsent(id, false)}>
        {label}
      </DownloadButton>
    );
  }
  return (
    <ConfirmButton
      label={label}
      title="These rows may have been sent"
      confirmLabel="Download them"
      kind="primary"
      onConfirm={async () => save(await loadUnsent(id, true), fileName)}
    >
      <p>
        It is not known whether Ozonetel has loaded these contacts. Look at {campaignName} in CloudAgent
        before you upload them again: people could be called twice.
      </p>
    </ConfirmButton>
  );
}

function loadRejected(id: string): Promise<Blob> {
  return call(() => api.GET('/v1/uploads/{id}/rejected.csv', { params: { path: { id } }, parseAs: 'blob' }));
}

function loadUnsent(id: string, withUnconfirmed: boolean): Promise<Blob> {
  const query = withUnconfirmed ? { include: 'unconfirmed' as const } : {};
  const params = { path: { id }, query };
  return call(() => api.GET('/v1/uploads/{id}/unsent.csv', { params, parseAs: 'blob' }));
}
