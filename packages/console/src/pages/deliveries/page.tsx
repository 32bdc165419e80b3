import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, call } from '../../api/call';
import { Alert } from '../../components/alert';
import { EmptyState } from '../../components/empty-state';
import { QueryState } from '../../components/query-state';
import { Page } from '../../components/page';
import { Pager, usePaging } from '../../components/pager';
import { DroppedFilter } from '../../filters/dropped-filter';
import { useFilters } from '../../filters/use-filters';
import { countOf } from '../../components/format';
import { BulkRedeliver } from './bulk-redeliver';
import { DELIVERIES } from './delivery-queries';
import { isDeliveryState } from '../../components/delivery';
import { DeliveryFilters, FILTERS, type DeliveryFilterValues } from './delivery-filters';
import { DeliveryTable } from './delivery-table';
import { useSubscriptions } from './use-subscriptions';

const PAGE_ROWS = 50;
const REFRESH_MS = 5_000;

/** Events on their way to workflows, newest first. */
export default function DeliveriesPage() {
  const [filters, setFilter, clearFilters, isDropped] = useFilters(FILTERS);
  const paging = usePaging(JSON.stringify(filters));
  const subscriptions = useSubscriptions();
  const [redelivered, setRedelivered] = useState<number>();
  const query = queryOf(filters);
  const deliveries = useQuery({
    queryKey: [...DELIVERIES, query, paging.cursor],
    queryFn: ({ signal }) => {
      const page = { limit: PAGE_ROWS, ...(paging.cursor === undefined ? {} : { cursor: paging.cursor }) };
      return call(() => api.GET('/v1/deliveries', { signal, params: { query: { ...query, ...page } } }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <Page
      title="Deliveries"
      actions={
        <BulkRedeliver
          subscription={filters.subscription ?? ''}
          subscriptions={subscriptions}
          onDone={setRedelivered}
        />
      }
    >
      {redelivered !== undefined && (
        <Alert kind={redelivered === 0 ? 'info' : 'success'}>
          {redelivered === 0
            ? 'Nothing is delivered again: there is no dead delivery whose subscription goes on.'
            : `${countOf(redelivered, 'event is', 'events are')} being delivered again.`}
        </Alert>
      )}
      <DroppedFilter isDropped={isDropped} />
      <DeliveryFilters
        filters={filters}
        subscriptions={subscriptions}
        onFilter={setFilter}
        {...(isFiltered ? { onClear: clearFilters } : {})}
      />
      <QueryState query={deliveries} />
      {deliveries.data !== undefined && (
        <>
          {deliveries.data.items.length === 0 ? (
            <EmptyState>
              {isFiltered
                ? 'No delivery matches these filters. Remove one of them, or all.'
                : 'There are no deliveries yet. An event is delivered for each upload with a notifyUrl, and to each subscription.'}
            </EmptyState>
          ) : (
            <DeliveryTable deliveries={deliveries.data.items} subscriptions={subscriptions} />
          )}
          <Pager paging={paging} nextCursor={deliveries.data.nextCursor} />
        </>
      )}
    </Page>
  );
}

function queryOf({ state, upload, subscription }: DeliveryFilterValues) {
  return {
    ...(isDeliveryState(state) ? { state } : {}),
    ...(upload === undefined ? {} : { uploadId: upload }),
    ...(subscription === undefined ? {} : { subscriptionId: subscription }),
  };
}
