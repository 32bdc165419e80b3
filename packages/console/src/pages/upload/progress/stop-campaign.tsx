import { useState } from 'react';
import { messageOf } from '../../../api/api-problem';
import type { Schema } from '../../../api/call';
import { Alert } from '../../../components/alert';
import { Button } from '../../../components/button';
import { Dialog } from '../../../components/dialog';
import { Field } from '../../../components/field';
import { createIdempotencyKey, type AccountChoice } from '../draft/draft';
import { accountOf } from '../draft/request';
import { useDraft } from '../draft/use-draft';
import { postUpload } from '../send/post-upload';

interface StopCampaignProps {
  readonly upload: Schema<'Upload'>;
  /** The stop is an upload of its own, with this id. */
  readonly onStopping: (id: string) => void;
}

/** Stops the upload's campaign, after a confirmation. */
export function StopCampaign({ upload, onStopping }: StopCampaignProps) {
  const { draft } = useDraft();
  const [isOpen, setOpen] = useState(false);
  const [apiKey, setApiKey] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [key] = useState(createIdempotencyKey);
  const account: AccountChoice = draft.account ?? { kind: 'typed', username: upload.username, apiKey: '' };
  // A reload forgets a key that was typed.
  const needsKey = account.kind === 'typed' && account.apiKey === '';
  const { campaignName } = upload;

  async function stop() {
    setBusy(true);
    setProblem(undefined);
    try {
      const chosen = needsKey ? { ...account, apiKey } : account;
      const request = { account: accountOf({ account: chosen }), campaignName, action: 'stop' as const };
      const { id } = await postUpload(() => JSON.stringify(request), key);
      setOpen(false);
      onStopping(id);
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>Stop campaign</Button>
      <Dialog
        title={`Stop ${campaignName}?`}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        closeLabel="Keep it running"
        actions={
          <Button kind="danger" isBusy={isBusy} onClick={() => void stop()}>
            Stop the campaign
          </Button>
        }
      >
        <p>Nobody else in {campaignName} is dialled, and uploads that would start it are canceled.</p>
        {needsKey && (
          <Field
            label={`API key of ${account.username}`}
            type="password"
            autoComplete="off"
            value={apiKey}
            onChange={(event) => setApiKey(event.target.value)}
          />
        )}
        {problem !== undefined && <Alert kind="error">{problem}</Alert>}
      </Dialog>
    </>
  );
}
