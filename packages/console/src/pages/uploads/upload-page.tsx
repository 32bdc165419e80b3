import './upload-page.css';
import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import { messageOf } from '../../api/api-problem';
import type { Schema } from '../../api/call';
import { Alert } from '../../components/alert';
import { Page } from '../../components/page';
import { Time } from '../../components/time';
import { UploadNotShown } from '../../one-upload/upload-not-shown';
import { useUpload } from '../../one-upload/use-upload';
import { Counts } from './counts';
import { Parts } from './parts';
import { Problems } from './problems';
import { ProgressSentence } from '../../one-upload/progress-sentence';
import { Timeline } from './timeline';
import { UploadActions } from './upload-actions';
import { UploadStateBadge } from './upload-state';

type Upload = Schema<'Upload'>;

/** Everything about one upload, as it happens. */
export default function UploadPage() {
  const { id } = useParams<{ id: string }>();
  // Another upload is another page: nothing of the one before stays.
  return <OneUpload key={id} id={id} />;
}

function OneUpload({ id }: { readonly id: string }) {
  const { upload, error, show } = useUpload(id);
  return (
    <Page
      title={upload === undefined ? 'Upload' : titleOf(upload)}
      actions={<Link href="/uploads">All uploads</Link>}
    >
      {upload === undefined && error === undefined && <p>Loading…</p>}
      {upload === undefined && error !== undefined && (
        <UploadNotShown error={error} whenGone={<p>It may have been deleted.</p>}>
          <Link href="/uploads">All uploads</Link>
        </UploadNotShown>
      )}
      {upload !== undefined && (
        <>
          {error !== undefined && (
            <Alert kind="warning">
              {messageOf(error)} The data shown may be out of date; the page tries again.
            </Alert>
          )}
          <ProgressSentence upload={upload} />
          <UploadActions upload={upload} onChanged={show} />
          <Facts upload={upload} />
          <Counts upload={upload} />
          <Parts parts={upload.parts ?? []} />
          <Problems upload={upload} />
          <Timeline uploadId={id} changedAt={upload.updatedAt} isFinal={isFinalState(upload.state)} />
        </>
      )}
    </Page>
  );
}

function titleOf({ action, campaignName, dryRun }: Upload): string {
  if (action === 'stop') return `Stop of ${campaignName}`;
  return dryRun === true ? `Check for ${campaignName}` : `Upload into ${campaignName}`;
}

function Facts({ upload }: { readonly upload: Upload }) {
  const { id, state, username, action, createdAt, updatedAt } = upload;
  return (
    <dl className="facts">
      <Fact name="State">
        <UploadStateBadge state={state} />
      </Fact>
      <Fact name="Account">{username}</Fact>
      {action === 'start' && <Fact name="Then">Starts the campaign</Fact>}
      <Fact name="Created">
        <Time at={createdAt} />
      </Fact>
      <Fact name="Last change">
        <Time at={updatedAt} />
      </Fact>
      <Fact name="Id">
        <code>{id}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
