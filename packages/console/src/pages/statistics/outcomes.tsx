import type { Schema } from '../../api/call';
import { countOf, formatCount } from '../../components/format';
import { ChartSection } from './chart-section';

type Stats = Schema<'Stats'>;

const OUTCOMES = [
  { name: 'Succeeded', member: 'succeeded', color: 4 },
  { name: 'Rejected', member: 'rejected', color: 2 },
  { name: 'Failed', member: 'failed', color: 6 },
  { name: 'Unconfirmed', member: 'unconfirmed', color: 3 },
  { name: 'Canceled', member: 'canceled', color: 5 },
  { name: 'Under way', member: 'underWay', color: 1 },
] as const;

/** How uploads ended. */
export function Outcomes({ stats: { bucket, items } }: { readonly stats: Stats }) {
  const series = OUTCOMES.map(({ name, member, color }) => ({
    name,
    color,
    values: items.map(({ uploads }) => uploads[member]),
    format: formatCount,
  }));
  const total = series.reduce((all, { values }) => all + sumOf(values), 0);
  const succeeded = sumOf(series[0]?.values ?? []);
  const rows = sumOf(items.map((item) => item.rows.sent));
  return (
    <ChartSection
      title="Outcomes"
      summary={`${countOf(total, 'upload')}, of which ${formatCount(succeeded)} succeeded; ${countOf(rows, 'contact was', 'contacts were')} sent.`}
      bucket={bucket}
      items={items}
      kind="bars"
      series={series}
    />
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
