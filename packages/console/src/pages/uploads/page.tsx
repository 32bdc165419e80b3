import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api, call } from '../../api/call';
import { EmptyState } from '../../components/empty-state';
import { QueryState } from '../../components/query-state';
import { Page } from '../../components/page';
import { Pager, usePaging } from '../../components/pager';
import { endOfDay, startOfDay } from '../../filters/days';
import { DroppedFilter } from '../../filters/dropped-filter';
import { useFilters } from '../../filters/use-filters';
import { FILTERS, UploadFilters, type UploadFilterValues } from './upload-filters';
import { isUploadState } from './upload-state';
import { UploadTable } from './upload-table';

const PAGE_ROWS = 50;
const REFRESH_MS = 5_000;

/** The uploads, newest first. */
export default function UploadsPage() {
  const [filters, setFilter, clearFilters, isDropped] = useFilters(FILTERS);
  const paging = usePaging(JSON.stringify(filters));
  const uploads = useQuery({
    queryKey: ['uploads', filters, paging.cursor],
    queryFn: ({ signal }) => listUploads(filters, paging.cursor, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <Page title="Uploads">
      <DroppedFilter isDropped={isDropped} />
      <UploadFilters
        filters={filters}
        onFilter={setFilter}
        isListed={uploads.data !== undefined}
        {...(isFiltered ? { onClear: clearFilters } : {})}
      />
      <QueryState query={uploads} />
      {uploads.data !== undefined && (
        <>
          {uploads.data.items.length === 0 ? (
            <NoUploads isFiltered={isFiltered} />
          ) : (
            <UploadTable uploads={uploads.data.items} />
          )}
          <Pager paging={paging} nextCursor={uploads.data.nextCursor} />
        </>
      )}
    </Page>
  );
}

function NoUploads({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered)
    return <EmptyState>No upload matches these filters. Remove one of them, or all.</EmptyState>;
  return (
    <EmptyState action={<Link href="/">Upload a spreadsheet</Link>}>
      There are no uploads yet. They appear here whether they come from this console, from n8n or from the
      API.
    </EmptyState>
  );
}

function listUploads(filters: UploadFilterValues, cursor: string | undefined, signal: AbortSignal) {
  const { state, campaign, account, q, from, to } = filters;
  const since = startOfDay(from);
  const until = endOfDay(to);
  const query = {
    limit: PAGE_ROWS,
    ...(isUploadState(state) ? { state: [state] } : {}),
    ...(campaign === undefined ? {} : { campaignName: campaign }),
    ...(account === undefined ? {} : { username: account }),
    ...(q === undefined ? {} : { q }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return call(() => api.GET('/v1/uploads', { signal, params: { query } }));
}
