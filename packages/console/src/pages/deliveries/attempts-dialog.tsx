import { useQuery } from '@tanstack/react-query';
import { api, call, type Schema } from '../../api/call';
import { Dialog } from '../../components/dialog';
import { QueryState } from '../../components/query-state';
import { Table, type TableColumn } from '../../components/table';
import { Time } from '../../components/time';
import { countOf, formatCount } from '../../components/format';
import { describeAnswer, DeliveryStateBadge } from '../../components/delivery';
import { DELIVERIES } from './delivery-queries';

type Attempt = Schema<'DeliveryDetail'>['attempts'][number];

const REFRESH_MS = 5_000;

const columns: readonly TableColumn<Attempt>[] = [
  { header: 'At', cell: ({ at }) => <Time at={at} /> },
  { header: 'Answer', cell: describeAnswer },
  { header: 'Took', cell: ({ durationMs }) => `${formatCount(durationMs)} ms`, isNumber: true },
];

interface AttemptsDialogProps {
  /** Of the delivery that is shown; undefined if the dialog is closed. */
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** The attempts of one delivery. */
export function AttemptsDialog({ id, onClose }: AttemptsDialogProps) {
  return (
    <Dialog title="Attempts" isOpen={id !== undefined} onClose={onClose} closeLabel="Close">
      {id !== undefined && <Attempts id={id} />}
    </Dialog>
  );
}

function Attempts({ id }: { readonly id: string }) {
  const delivery = useQuery({
    queryKey: [...DELIVERIES, 'one', id],
    queryFn: ({ signal }) => call(() => api.GET('/v1/deliveries/{id}', { signal, params: { path: { id } } })),
    refetchInterval: REFRESH_MS,
  });
  if (delivery.data === undefined) return <QueryState query={delivery} />;
  const { type, state, attemptCount, attempts, nextAttemptAt } = delivery.data;
  return (
    <>
      <QueryState query={delivery} />
      <p>
        <code>{type}</code> <DeliveryStateBadge state={state} />
      </p>
      {nextAttemptAt !== undefined && (
        <p>
          The next attempt is at <Time at={nextAttemptAt} />.
        </p>
      )}
      {attempts.length === 0 && <p>No attempts yet.</p>}
      {attempts.length > 0 && (
        <Table
          caption="Attempts, the oldest first"
          columns={columns}
          rows={attempts}
          rowKey={({ at }, index) => `${at}-${index}`}
        />
      )}
      {attemptCount > attempts.length && attempts.length > 0 && (
        <p className="hint">
          The last {countOf(attempts.length, 'attempt')} of {attemptCount}.
        </p>
      )}
    </>
  );
}
