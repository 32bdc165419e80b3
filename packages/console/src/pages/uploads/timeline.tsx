import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { api, call } from '../../api/call';
import { QueryState } from '../../components/query-state';
import { Time } from '../../components/time';
import { TimelineEntry, type TimelineItem } from './timeline-entry';

const REFRESH_MS = 5_000;

interface TimelineProps {
  readonly uploadId: string;
  /** When the upload changed last: the timeline is asked for again. */
  readonly changedAt: string;
  readonly isFinal: boolean;
}

/** What happened to the upload, the oldest first. */
export function Timeline({ uploadId, changedAt, isFinal }: TimelineProps) {
  const timeline = useQuery({
    queryKey: ['uploads', uploadId, 'timeline'],
    queryFn: ({ signal }) =>
      call(() => api.GET('/v1/uploads/{id}/timeline', { signal, params: { path: { id: uploadId } } })),
    refetchInterval: ({ state }) => (isFinal && isSettled(state.data?.items) ? false : REFRESH_MS),
  });
  const { refetch } = timeline;
  useEffect(() => void refetch(), [refetch, changedAt]);
  const items = timeline.data?.items ?? [];
  return (
    <section className="stack" aria-labelledby="timeline">
      <div className="page-head">
        <h2 id="timeline">Timeline</h2>
        <Link href={`/deliveries?upload=${encodeURIComponent(uploadId)}`}>Its deliveries</Link>
      </div>
      <QueryState query={timeline} />
      <ol className="timeline">
        {items.map((item, index) => (
          <li key={`${item.at}-${index}`} className={`timeline-item timeline-${item.kind}`}>
            <Time at={item.at} />
            <TimelineEntry item={item} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Whether nothing more is going to happen by itself. */
function isSettled(items: readonly TimelineItem[] | undefined): boolean {
  return items?.every((item) => item.kind !== 'delivery' || item.delivery.state !== 'pending') ?? false;
}
