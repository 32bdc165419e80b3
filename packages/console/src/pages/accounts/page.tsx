import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { listAccounts } from '../../api/accounts';
import { EmptyState } from '../../components/empty-state';
import { QueryState } from '../../components/query-state';
import { Page } from '../../components/page';
import { Table, type TableColumn } from '../../components/table';
import { Time } from '../../components/time';
import { formatCount } from '../../components/format';
import type { Account } from './account-queries';
import { AddAccount } from './add-account';
import { DeleteAccount } from './delete-account';
import { NextTurn } from './next-turn';
import { ReplaceKey } from './replace-key';

const REFRESH_MS = 5_000;

const columns: readonly TableColumn<Account>[] = [
  { header: 'Name', cell: ({ name }) => name },
  { header: 'CloudAgent user', cell: ({ username }) => username },
  { header: 'Next turn', cell: ({ nextFree }) => <NextTurn at={nextFree} /> },
  { header: 'Waiting', cell: (account) => <UploadCount account={account} state="waiting" />, isNumber: true },
  {
    header: 'Being processed',
    cell: (account) => <UploadCount account={account} state="processing" />,
    isNumber: true,
  },
  {
    header: 'Upload address',
    cell: ({ uploadUrl }) =>
      uploadUrl === undefined ? 'Connector default' : <span className="address">{uploadUrl}</span>,
  },
  { header: 'Changed', cell: ({ updatedAt }) => <Time at={updatedAt} /> },
  {
    header: 'Actions',
    cell: (account) => (
      <div className="row-actions">
        <ReplaceKey account={account} />
        <DeleteAccount account={account} />
      </div>
    ),
  },
];

/** The Ozonetel accounts that uploads can name, with their pace and their queue. */
export default function AccountsPage() {
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => listAccounts(signal),
    refetchInterval: REFRESH_MS,
  });
  const items = accounts.data?.items;
  return (
    <Page title="Accounts" actions={<AddAccount existing={items ?? []} />}>
      <p className="quiet">
        Ozonetel takes one upload a minute from an account, so the others wait for their turn. API keys are
        stored encrypted, and are never shown.
      </p>
      <QueryState query={accounts} />
      {items?.length === 0 && (
        <EmptyState>
          No account is stored yet. Add one, so that people who upload need not know its API key.
        </EmptyState>
      )}
      {items !== undefined && items.length > 0 && (
        <Table caption="Stored accounts" columns={columns} rows={items} rowKey={({ name }) => name} />
      )}
    </Page>
  );
}

interface UploadCountProps {
  readonly account: Account;
  readonly state: 'waiting' | 'processing';
}

function UploadCount({ account: { username, waiting, open }, state }: UploadCountProps) {
  const count = state === 'waiting' ? waiting : open;
  if (count === 0) return <>0</>;
  return (
    <Link href={`/uploads?account=${encodeURIComponent(username)}&state=${state}`}>
      {formatCount(count)}
      <span className="visually-hidden"> uploads of {username}</span>
    </Link>
  );
}
