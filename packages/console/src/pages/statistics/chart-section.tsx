import { formatDay, formatMinute, formatWeekday } from '../../components/dates';
import { loadOnDemand } from '../../components/load-on-demand';
import { Table, type TableColumn } from '../../components/table';
import type { ChartSeries } from './chart-options';

/** With the library, which only this page needs: it comes while the figures are asked for. */
const Chart = loadOnDemand(() => import('./chart'), <div className="chart">Loading the chart…</div>);
// If that fails, the chart tries again when it is shown.
Chart.load().catch(() => undefined);

export type Bucket = 'hour' | 'day';

interface ChartSectionProps<Item extends { readonly at: string }> {
  readonly title: string;
  /** What it shows, in a sentence; also for those who do not see the chart. */
  readonly summary: string;
  readonly bucket: Bucket;
  readonly items: readonly Item[];
  readonly kind: 'bars' | 'lines';
  readonly series: readonly (ChartSeries & { readonly format: (value: number) => string })[];
}

/** A chart, and the same figures as a table. */
export function ChartSection<Item extends { readonly at: string }>(props: ChartSectionProps<Item>) {
  const { title, summary, bucket, items, kind, series } = props;
  const columns: readonly TableColumn<number>[] = [
    { header: bucket === 'hour' ? 'Hour' : 'Day', cell: (index) => labelOf(items[index]?.at, bucket) },
    ...series.map(({ name, values, format }) => ({
      header: name,
      cell: (index: number) => {
        const value = values[index];
        return value === null || value === undefined ? '–' : format(value);
      },
      isNumber: true,
    })),
  ];
  const times = items.map(({ at }) => Date.parse(at));
  return (
    <section className="stack" aria-label={title}>
      <h2>{title}</h2>
      <p>{summary}</p>
      <ul className="legend-list">
        {series.map(({ name, color }) => (
          <li key={name} className={`swatch swatch-${color}`}>
            {name}
          </li>
        ))}
      </ul>
      <Chart
        label={`${title}. ${summary} The table below has the figures.`}
        {...{ times, bucket, kind, series }}
      />
      <details>
        <summary>The figures as a table</summary>
        <Table
          caption={title}
          columns={columns}
          // The newest first, as in every list.
          rows={items.map((_, index) => items.length - 1 - index)}
          rowKey={(index) => index}
        />
      </details>
    </section>
  );
}

function labelOf(at: string | undefined, bucket: Bucket): string {
  if (at === undefined) return '';
  const date = new Date(at);
  return bucket === 'hour' ? `${formatDay(date)}, ${formatMinute(date)}` : formatWeekday(date);
}
