import type { Schema } from '../../api/call';
import { formatDuration } from '../../components/format';
import { ChartSection } from './chart-section';

type Stats = Schema<'Stats'>;

/** How long uploads waited before they were sent. */
export function WaitingTimes({ stats: { bucket, items } }: { readonly stats: Stats }) {
  const longest = items.reduce((max, { waitMs }) => Math.max(max, waitMs?.max ?? 0), 0);
  const isSent = items.some(({ waitMs }) => waitMs !== undefined);
  const series = [
    { name: 'Half within', color: 1, values: items.map(({ waitMs }) => waitMs?.p50 ?? null) },
    { name: '95 of 100 within', color: 3, values: items.map(({ waitMs }) => waitMs?.p95 ?? null) },
    { name: 'Longest wait', color: 2, values: items.map(({ waitMs }) => waitMs?.max ?? null) },
  ] as const;
  return (
    <ChartSection
      title="Waiting times"
      summary={
        isSent
          ? `From the acceptance of an upload to its sending, in minutes and seconds; the longest was ${formatDuration(longest)}.`
          : 'Nothing was sent in this range.'
      }
      bucket={bucket}
      items={items}
      kind="lines"
      series={series.map((one) => ({ ...one, format: formatDuration }))}
    />
  );
}
