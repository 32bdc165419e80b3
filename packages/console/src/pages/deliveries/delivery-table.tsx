import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Schema } from '../../api/call';
import { Alert } from '../../components/alert';
import { announce } from '../../components/announce';
import { Button } from '../../components/button';
import { Table, type TableColumn } from '../../components/table';
import { Time } from '../../components/time';
import { useAction } from '../../components/use-action';
import { countOf } from '../../components/format';
import { AttemptsDialog } from './attempts-dialog';
import { describeAnswer, DeliveryStateBadge, type Delivery } from '../../components/delivery';
import { redeliver } from './delivery-queries';

interface DeliveryTableProps {
  readonly deliveries: readonly Delivery[];
  readonly subscriptions: readonly Schema<'Subscription'>[];
}

/** A page of deliveries, each with its attempts and its redelivery. */
export function DeliveryTable({ deliveries, subscriptions }: DeliveryTableProps) {
  const [shown, setShown] = useState<string>();
  const columns: readonly TableColumn<Delivery>[] = [
    {
      header: 'Event',
      cell: ({ type, uploadId }) => (
        <>
          <code>{type}</code>
          <br />
          <Link href={`/uploads/${uploadId}`} aria-label={`Its upload, ${uploadId}`}>
            Its upload
          </Link>
        </>
      ),
    },
    { header: 'State', cell: (delivery) => <State delivery={delivery} /> },
    { header: 'Receiver', cell: ({ subscriptionId }) => receiverOf(subscriptionId, subscriptions) },
    {
      header: 'Last answer',
      cell: ({ lastStatus, lastError }) => describeAnswer({ status: lastStatus, error: lastError }),
    },
    { header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      header: 'Actions',
      cell: (delivery) => (
        <div className="row-actions">
          <Button onClick={() => setShown(delivery.id)}>
            {countOf(delivery.attempts, 'attempt')}
            <span className="visually-hidden">
              {' '}
              of {delivery.type} of {delivery.uploadId}
            </span>
          </Button>
          <RedeliverButton delivery={delivery} hasEnded={isEnded(delivery.subscriptionId, subscriptions)} />
        </div>
      ),
    },
  ];
  return (
    <>
      <Table caption="Deliveries, newest first" columns={columns} rows={deliveries} rowKey={({ id }) => id} />
      <AttemptsDialog id={shown} onClose={() => setShown(undefined)} />
    </>
  );
}

function State({ delivery: { state, nextAttemptAt } }: { readonly delivery: Delivery }) {
  return (
    <>
      <DeliveryStateBadge state={state} />
      {nextAttemptAt !== undefined && (
        <p className="hint">
          next at <Time at={nextAttemptAt} />
        </p>
      )}
    </>
  );
}

function receiverOf(id: string | undefined, subscriptions: readonly Schema<'Subscription'>[]) {
  if (id === undefined) return <span className="address">notifyUrl of the upload</span>;
  const subscription = subscriptions.find((each) => each.id === id);
  return (
    <>
      <span className="address">{subscription?.url ?? id}</span>
      {isEnded(id, subscriptions) && <p className="hint">This subscription has ended.</p>}
    </>
  );
}

/** Those that are not listed have ended long ago. */
function isEnded(id: string | undefined, subscriptions: readonly Schema<'Subscription'>[]): boolean {
  if (id === undefined || subscriptions.length === 0) return false;
  const subscription = subscriptions.find((each) => each.id === id);
  return subscription === undefined || subscription.endedAt !== undefined;
}

/** What came of the redelivery, beside its button. */
const AFTERWARDS: Readonly<Record<Delivery['state'], string>> = {
  pending: 'Being delivered again.',
  delivered: 'Delivered again.',
  dead: 'Failed again.',
};

interface RedeliverProps {
  readonly delivery: Delivery;
  /** Whether its subscription has: the connector delivers nothing there any more. */
  readonly hasEnded: boolean;
}

/** Asks for nothing more: receivers get the event with the same id, and let it through once. */
function RedeliverButton({ delivery: { id, type, uploadId, state }, hasEnded }: RedeliverProps) {
  const queries = useQueryClient();
  const [isDone, setDone] = useState(false);
  const { run, isBusy, problem } = useAction(async () => {
    setDone(false);
    await redeliver(queries, id);
    setDone(true);
    announce('The event is being delivered again.');
  });
  if (hasEnded) {
    return <p className="hint">It cannot be delivered again: add the receiver again under Subscriptions.</p>;
  }
  return (
    <>
      <Button isBusy={isBusy} onClick={() => void run()}>
        {state === 'pending' ? 'Deliver now' : 'Redeliver'}
        <span className="visually-hidden">
          {' '}
          {type} of {uploadId}
        </span>
      </Button>
      {isDone && <span className="quiet">{AFTERWARDS[state]}</span>}
      {problem !== undefined && <Alert kind="error">{problem}</Alert>}
    </>
  );
}
