import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, call } from '../../api/call';
import { EmptyState } from '../../components/empty-state';
import { QueryState } from '../../components/query-state';
import { Page } from '../../components/page';
import { Select } from '../../components/select';
import { useFilters } from '../../filters/use-filters';
import { Outcomes } from './outcomes';
import { findRange, RANGES, toQuery } from './ranges';
import { WaitingTimes } from './waiting-times';

const REFRESH_MS = 60_000;

/** Outcomes and waiting times, by the hour or the day. */
export default function StatisticsPage() {
  const [filters, setFilter] = useFilters(['range']);
  const range = findRange(filters.range);
  const stats = useQuery({
    queryKey: ['stats', range.value],
    queryFn: ({ signal }) =>
      call(() => api.GET('/v1/stats', { signal, params: { query: toQuery(range, new Date()) } })),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page
      title="Statistics"
      actions={
        <Select
          label="Range"
          isLabelHidden
          value={range.value}
          options={RANGES}
          onValue={(value) => setFilter('range', value)}
        />
      }
    >
      <QueryState query={stats} />
      {stats.data !== undefined &&
        (hasUploads(stats.data) ? (
          <>
            <Outcomes stats={stats.data} />
            <WaitingTimes stats={stats.data} />
          </>
        ) : (
          <EmptyState>
            No uploads in this range. Choose a longer one, or come back after the next upload.
          </EmptyState>
        ))}
    </Page>
  );
}

function hasUploads({ items }: { readonly items: readonly { readonly uploads: Record<string, number> }[] }) {
  return items.some(({ uploads }) => Object.values(uploads).some((count) => count > 0));
}
