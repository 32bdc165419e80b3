import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api, call, type Schema } from '../../api/call';
import { listSubscriptions } from '../../api/subscriptions';
import { announce } from '../../components/announce';
import { Badge } from '../../components/badge';
import { ConfirmButton } from '../../components/confirm-button';
import { EmptyState } from '../../components/empty-state';
import { QueryState } from '../../components/query-state';
import { Page } from '../../components/page';
import { Table, type TableColumn } from '../../components/table';
import { Time } from '../../components/time';
import { describeAnswer } from '../../components/delivery';
import { countOf } from '../../components/format';
import { CreateSubscription } from './create-subscription';

type Subscription = Schema<'Subscription'>;

const REFRESH_MS = 15_000;

const columns: readonly TableColumn<Subscription>[] = [
  { header: 'Receiver', cell: ({ url }) => <span className="address">{url}</span> },
  { header: 'Events', cell: ({ events }) => (events === undefined ? 'All' : events.join(', ')) },
  { header: 'Campaign', cell: ({ campaignName }) => campaignName ?? 'All' },
  { header: 'Account', cell: ({ username }) => username ?? 'All' },
  { header: 'State', cell: (subscription) => <State subscription={subscription} /> },
  { header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    header: 'Actions',
    cell: (subscription) => (
      <div className="row-actions">
        <Link className="button" href={`/deliveries?subscription=${encodeURIComponent(subscription.id)}`}>
          Deliveries
        </Link>
        {subscription.endedAt === undefined && <DeleteButton subscription={subscription} />}
      </div>
    ),
  },
];

/** Who receives events. */
export default function SubscriptionsPage() {
  const subscriptions = useQuery({
    queryKey: ['subscriptions'],
    queryFn: ({ signal }) => listSubscriptions(signal),
    refetchInterval: REFRESH_MS,
  });
  const items = subscriptions.data?.items;
  return (
    <Page title="Subscriptions" actions={<CreateSubscription />}>
      <QueryState query={subscriptions} />
      {items?.length === 0 && (
        <EmptyState>
          Nobody receives events yet. An Ozonetel Trigger in n8n subscribes by itself when its workflow is
          active; add other receivers here.
        </EmptyState>
      )}
      {items !== undefined && items.length > 0 && (
        <Table caption="Subscriptions" columns={columns} rows={items} rowKey={({ id }) => id} />
      )}
    </Page>
  );
}

function State({ subscription: { endedAt, pausedAt, failing } }: { readonly subscription: Subscription }) {
  if (endedAt !== undefined) {
    return (
      <>
        <Badge kind="neutral">Ended</Badge>
        <p className="hint">
          Since <Time at={endedAt} />: it was deleted, or its receiver answered that it is gone (410). It is
          listed for its dead deliveries. To send events there again, add the receiver again.
        </p>
      </>
    );
  }
  if (pausedAt === undefined)
    return failing === undefined ? <Badge kind="success">Active</Badge> : <Failing failing={failing} />;
  return (
    <>
      <Badge kind="warning">Paused</Badge>
      <p className="hint">
        Since <Time at={pausedAt} />: n8n has no active workflow with this webhook. Events wait, and are
        delivered when the workflow is active again.
      </p>
    </>
  );
}

function Failing({ failing }: { readonly failing: NonNullable<Subscription['failing']> }) {
  const { since, attempts, lastStatus, lastError } = failing;
  const answer = describeAnswer({ status: lastStatus, error: lastError });
  return (
    <>
      <Badge kind="error">Failing</Badge>
      <p className="hint">
        {countOf(attempts, 'attempt')} failed since <Time at={since} />: {answer || 'no answer'}. Events are
        tried again for some days; those that are dead can be redelivered.
      </p>
    </>
  );
}

function DeleteButton({ subscription: { id, url } }: { readonly subscription: Subscription }) {
  const queries = useQueryClient();
  async function remove() {
    await call(() => api.DELETE('/v1/subscriptions/{id}', { params: { path: { id } } }));
    await queries.invalidateQueries({ queryKey: ['subscriptions'] });
    announce('The subscription is deleted.');
  }
  return (
    <ConfirmButton
      label={
        <>
          Delete<span className="visually-hidden"> the subscription of {url}</span>
        </>
      }
      title="Delete this subscription?"
      confirmLabel="Delete the subscription"
      closeLabel="Keep it"
      onConfirm={remove}
    >
      <p className="address">{url}</p>
      <p>No further event is sent there, and those that wait are not delivered.</p>
    </ConfirmButton>
  );
}
