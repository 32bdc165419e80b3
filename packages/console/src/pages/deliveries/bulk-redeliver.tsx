import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../api/api-problem';
import { api, call, type Schema } from '../../api/call';
import { Alert } from '../../components/alert';
import { announce } from '../../components/announce';
import { ConfirmButton } from '../../components/confirm-button';
import { Field } from '../../components/field';
import { useSteadyError } from '../../components/use-steady-error';
import { endOfDay, isBackwards, startOfDay } from '../../filters/days';
import { countOf } from '../../components/format';
import { countDead, type DeadFilter } from './count-dead';
import { SubscriptionSelect } from './delivery-filters';
import { DELIVERIES } from './delivery-queries';

interface BulkRedeliverProps {
  /** Of the list: proposed. */
  readonly subscription: string;
  readonly subscriptions: readonly Schema<'Subscription'>[];
  /** The connector has taken them. @param count how many */
  readonly onDone: (count: number) => void;
}

/** Sends dead deliveries again: all of them, or those of a subscription or of some days. */
export function BulkRedeliver({ subscription: proposed, subscriptions, onDone }: BulkRedeliverProps) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string>();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const subscription = chosen ?? proposed;
  const filter = filterOf(subscription, from, to);

  async function redeliverAll() {
    const body = { state: 'dead' as const, ...filter };
    const { count } = await call(() => api.POST('/v1/deliveries/redeliver', { body }));
    await queries.invalidateQueries({ queryKey: DELIVERIES });
    announce(`${countOf(count, 'event is', 'events are')} being delivered again.`);
    onDone(count);
  }

  return (
    <ConfirmButton
      label="Redeliver dead deliveries"
      title="Redeliver dead deliveries?"
      confirmLabel="Redeliver them"
      kind="primary"
      onConfirm={redeliverAll}
    >
      <SubscriptionSelect value={subscription} subscriptions={subscriptions} onValue={setChosen} />
      <div className="columns">
        <Field label="From day" type="date" value={from} onChange={({ target }) => setFrom(target.value)} />
        <Field
          label="To day"
          type="date"
          value={to}
          problem={isBackwards(from, to) ? 'This day is before "From day".' : undefined}
          onChange={({ target }) => setTo(target.value)}
        />
      </div>
      <DeadCount filter={filter} subscriptions={subscriptions} />
      <p>
        Each event keeps its id, so that a receiver that has it already can tell. Deliveries whose
        subscription has ended are not counted, and stay as they are: add the receiver again under
        Subscriptions, and it gets the events from then on.
      </p>
    </ConfirmButton>
  );
}

function filterOf(subscriptionId: string, from: string, to: string): DeadFilter {
  const since = startOfDay(from);
  const until = endOfDay(to);
  return {
    ...(subscriptionId === '' ? {} : { subscriptionId }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

type DeadCountProps = Pick<BulkRedeliverProps, 'subscriptions'> & { readonly filter: DeadFilter };

function DeadCount({ filter, subscriptions }: DeadCountProps) {
  const active = subscriptions.filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id);
  const dead = useQuery({
    queryKey: [...DELIVERIES, 'count', filter, active],
    queryFn: ({ signal }) => countDead(filter, new Set(active), signal),
    staleTime: 0,
  });
  const error = useSteadyError(dead);
  if (error !== undefined) return <Alert kind="error">{messageOf(error)}</Alert>;
  if (dead.data === undefined) return <p role="status">Counting…</p>;
  const { count, isMore } = dead.data;
  return (
    <p role="status">
      <strong>
        {isMore ? 'More than ' : ''}
        {countOf(count, 'dead delivery', 'dead deliveries')}
      </strong>
    </p>
  );
}
