import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listAccounts } from '../api/accounts';
import type { Schema } from '../api/call';
import { announce } from '../components/announce';
import { ConfirmButton } from '../components/confirm-button';
import { Field } from '../components/field';
import { createIdempotencyKey } from './idempotency-key';
import { postUpload } from './post-upload';

type Upload = Schema<'Upload'>;

interface StopCampaignProps {
  readonly upload: Upload;
  /** The API key of its user, where it was entered for the upload; a reload forgets it. */
  readonly knownKey?: string;
  /** The stop is an upload of its own, with this id. */
  readonly onStopping: (id: string) => void;
}

/** Stops the upload's campaign: with the stored account of its user, or with an API key that is known or asked for. */
export function StopCampaign({ upload, knownKey = '', onStopping }: StopCampaignProps) {
  const { username, campaignName } = upload;
  const [entered, setEntered] = useState('');
  const [idempotencyKey, setIdempotencyKey] = useState(createIdempotencyKey);
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => listAccounts(signal),
  });
  const stored = accounts.data?.items.find((account) => account.username === username);
  const apiKey = knownKey === '' ? entered.trim() : knownKey;

  async function stop() {
    if (stored === undefined && apiKey === '') throw new Error(`Enter the API key of ${username}.`);
    const account = stored === undefined ? { username, apiKey } : { name: stored.name };
    const request = { account, campaignName, action: 'stop' };
    const { id } = await postUpload(() => JSON.stringify(request), idempotencyKey);
    setEntered('');
    setIdempotencyKey(createIdempotencyKey());
    announce(`${campaignName} is being stopped.`);
    onStopping(id);
  }

  return (
    <ConfirmButton
      label="Stop campaign"
      title={`Stop ${campaignName}?`}
      confirmLabel="Stop the campaign"
      closeLabel="Keep it running"
      onConfirm={stop}
    >
      <p>Nobody else in {campaignName} is dialed, and uploads that would start it are canceled.</p>
      {stored === undefined && knownKey === '' && (
        <Field
          label={`API key of ${username}`}
          hint="To skip this step, add the account on the Accounts page."
          type="password"
          autoComplete="off"
          value={entered}
          onChange={(event) => setEntered(event.target.value)}
        />
      )}
    </ConfirmButton>
  );
}
