import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { listAccounts } from '../../../api/accounts';
import { api, call } from '../../../api/call';
import { Alert } from '../../../components/alert';
import { Field } from '../../../components/field';
import { Select } from '../../../components/select';
import { useSteadyError } from '../../../components/use-steady-error';
import { messageOf } from '../../../api/api-problem';
import { changeDraft, type AccountChoice, type CampaignType } from '../draft/draft';
import { columnsForCampaign } from '../draft/remembered-columns';
import { useDraft } from '../draft/use-draft';

/** The drop-down's value for an account that is not stored; account names are never empty. */
const TYPED = '';

const CAMPAIGN_TYPES: readonly { value: CampaignType; label: string }[] = [
  { value: 'none', label: 'Any agent may call a contact' },
  { value: 'agentwise', label: 'By agent: each contact names its agent' },
  { value: 'skillwise', label: 'By skill: each contact names a skill' },
];

/** Asks for the account and the campaign. */
export function Destination() {
  const { draft, update } = useDraft();
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => listAccounts(signal),
  });
  const accountsError = useSteadyError(accounts);
  const stored = accounts.data?.items ?? [];
  const account: AccountChoice = draft.account ?? { kind: 'typed', username: '', apiKey: '' };
  const username =
    account.kind === 'typed' ? account.username : stored.find(({ name }) => name === account.name)?.username;
  const setAccount = (next: AccountChoice) => update((before) => changeDraft(before, { account: next }));

  const first = stored[0]?.name;
  // Nobody has to choose where there is but one account.
  useEffect(() => {
    if (first === undefined) return;
    update((before) =>
      before.account === undefined
        ? changeDraft(before, { account: { kind: 'stored', name: first } })
        : before,
    );
  }, [first, update]);

  return (
    <div className="stack">
      {accountsError !== undefined && (
        <Alert kind="warning">Stored accounts: {messageOf(accountsError)}</Alert>
      )}
      <div className="columns">
        <Select
          label="Ozonetel account"
          value={account.kind === 'stored' ? account.name : TYPED}
          options={[
            ...stored.map(({ name }) => ({ value: name, label: name })),
            { value: TYPED, label: 'Another account (this upload only)' },
          ]}
          onValue={(name) =>
            setAccount(
              name === TYPED ? { kind: 'typed', username: '', apiKey: '' } : { kind: 'stored', name },
            )
          }
        />
        {account.kind === 'typed' && (
          <>
            <Field
              label="CloudAgent user name"
              name="username"
              autoComplete="off"
              value={account.username}
              onChange={(event) => setAccount({ ...account, username: event.target.value })}
            />
            <Field
              label="API key"
              name="api-key"
              hint="Used for this upload, and kept nowhere in the browser."
              type="password"
              autoComplete="off"
              value={account.apiKey}
              onChange={(event) => setAccount({ ...account, apiKey: event.target.value })}
            />
          </>
        )}
      </div>
      <div className="columns">
        <CampaignField username={username} />
        <Select
          label="Who calls"
          value={draft.campaignType}
          options={CAMPAIGN_TYPES}
          onValue={(campaignType) => update((before) => changeDraft(before, { campaignType }))}
        />
      </div>
    </div>
  );
}

function CampaignField({ username }: { readonly username: string | undefined }) {
  const { draft, update } = useDraft();
  const campaigns = useQuery({
    queryKey: ['campaigns', username],
    queryFn: ({ signal }) =>
      call(() => api.GET('/v1/campaigns', { signal, params: { query: username ? { username } : {} } })),
  });
  const names = [...new Set(campaigns.data?.items.map(({ campaignName }) => campaignName))];
  return (
    <Field
      label="Campaign"
      name="campaign"
      hint={
        names.length > 0
          ? 'Recent campaigns are offered. Write the name as CloudAgent has it.'
          : 'Write the name as CloudAgent has it.'
      }
      autoComplete="off"
      required
      suggestions={names}
      value={draft.campaignName}
      onChange={(event) => {
        const campaignName = event.target.value;
        update((before) => {
          const columns = columnsForCampaign(window.localStorage, before, campaignName);
          return changeDraft(before, { campaignName, columns });
        });
      }}
    />
  );
}
