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
          <RedeliverButton delivery={delivery} />
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
  const text =
    id === undefined
      ? 'notifyUrl of the upload'
      : (subscriptions.find((subscription) => subscription.id === id)?.url ?? `${id} (ended)`);
  return (
    <span className="address" title={text}>
      {text}
    </span>
  );
}

/** Asks for nothing more: receivers get the event with the same id, and let it through once. */
function RedeliverButton({ delivery: { id, type, uploadId, state } }: { readonly delivery: Delivery }) {
  const queries = useQueryClient();
  const { run, isBusy, problem } = useAction(async () => {
    await redeliver(queries, id);
    announce('The event is being delivered again.');
  });
  return (
    <>
      <Button isBusy={isBusy} onClick={() => void run()}>
        {state === 'pending' ? 'Deliver now' : 'Redeliver'}
        <span className="visually-hidden">
          {' '}
          {type} of {uploadId}
        </span>
      </Button>
      {problem !== undefined && <Alert kind="error">{problem}</Alert>}
    </>
  );
}
