import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { listAccounts } from '../../api/accounts';
import type { Schema } from '../../api/call';
import { announce } from '../../components/announce';
import { ConfirmButton } from '../../components/confirm-button';
import { Field } from '../../components/field';
import { createIdempotencyKey } from '../upload/draft/draft';
import { postUpload } from '../upload/send/post-upload';

type Upload = Schema<'Upload'>;

/** Stops the upload's campaign: with the stored account of its user, or with an API key that is asked for. */
export function StopCampaign({ upload: { username, campaignName } }: { readonly upload: Upload }) {
  const [apiKey, setApiKey] = useState('');
  const [idempotencyKey, setIdempotencyKey] = useState(createIdempotencyKey);
  const [, navigate] = useLocation();
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => listAccounts(signal),
  });
  const stored = accounts.data?.items.find((account) => account.username === username);

  async function stop() {
    if (stored === undefined && apiKey.trim() === '') throw new Error(`Enter the API key of ${username}.`);
    const account = stored === undefined ? { username, apiKey: apiKey.trim() } : { name: stored.name };
    const request = { account, campaignName, action: 'stop' };
    const { id } = await postUpload(() => JSON.stringify(request), idempotencyKey);
    setApiKey('');
    setIdempotencyKey(createIdempotencyKey());
    announce(`${campaignName} is being stopped.`);
    navigate(`/uploads/${id}`);
  }

  return (
    <ConfirmButton
      label="Stop campaign"
      title={`Stop ${campaignName}?`}
      confirmLabel="Stop the campaign"
      closeLabel="Keep it running"
      onConfirm={stop}
    >
      <p>Nobody else in {campaignName} is dialled, and uploads that would start it are canceled.</p>
      {stored === undefined && (
        <Field
          label={`API key of ${username}`}
          hint="To be asked no more, store this account on the page Accounts."
          type="password"
          autoComplete="off"
          value={apiKey}
          onChange={(event) => setApiKey(event.target.value)}
        />
      )}
    </ConfirmButton>
  );
}
