import { formatDay, formatMinute } from '../../components/dates';
import uPlot from 'uplot';

export interface ChartSeries {
  readonly name: string;
  /** Number of the color among the tokens `--chart-…`. */
  readonly color: 1 | 2 | 3 | 4 | 5 | 6;
  /** One for each time; null if there is none. */
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
}

export interface ChartFigures {
  /** Where the buckets begin, in milliseconds since 1970. */
  readonly times: readonly number[];
  readonly bucket: 'hour' | 'day';
  /** `bars` are stacked: the first series stands on top. */
  readonly kind: 'bars' | 'lines';
  readonly series: readonly ChartSeries[];
}

const BUCKET_SECONDS = { hour: 3_600, day: 86_400 } as const;
const MS_A_SECOND = 1_000;
const AXIS_WIDTH = 64;
const BAR_WIDTH = 0.8;
const FONT = '12px system-ui, sans-serif';

/** The figures as uPlot takes them: a stack is drawn from its full height down, each series over the one before. */
export function chartData({ times, kind, series }: ChartFigures): uPlot.AlignedData {
  const seconds = times.map((time) => time / MS_A_SECOND);
  if (kind === 'lines') return [seconds, ...series.map(({ values }) => [...values])];
  const heights = series.map((_, first) =>
    times.map((_time, at) => series.slice(first).reduce((sum, { values }) => sum + (values[at] ?? 0), 0)),
  );
  return [seconds, ...heights];
}

/** Without the size. @param style of an element that has the tokens of the colors */
export function chartOptions(
  { times, bucket, kind, series }: ChartFigures,
  style: CSSStyleDeclaration,
): Omit<uPlot.Options, 'width' | 'height'> {
  const color = (token: string) => style.getPropertyValue(token).trim();
  const axis = {
    stroke: color('--text-quiet'),
    font: FONT,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1 },
  };
  const format = series[0]?.format ?? String;
  const seconds = times.map((time) => time / MS_A_SECOND);
  const end = (seconds.at(-1) ?? 0) + (kind === 'bars' ? BUCKET_SECONDS[bucket] : 0);
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: [seconds[0] ?? 0, end] },
      y: { range: (_chart, _min, max) => [0, Math.max(max * 1.1, 1)] },
    },
    axes: [
      {
        ...axis,
        values: (_chart, splits) => splits.map((split) => labelOf(split, bucket)),
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        ...(kind === 'bars' ? { incrs: WHOLE_STEPS } : { incrs: DURATION_STEPS_MS }),
        values: (_chart, splits) => splits.map(format),
      },
    ],
    series: [
      {},
      ...series.map((one) => ({
        label: one.name,
        stroke: color(`--chart-${one.color}`),
        width: kind === 'bars' ? 0 : 2,
        points: { show: kind === 'lines' },
        spanGaps: false,
        ...(kind === 'bars' ? barsOf(color(`--chart-${one.color}`)) : {}),
      })),
    ],
  };
}

/** Uploads are counted in whole numbers. */
const WHOLE_STEPS = [1, 2, 5]
  .flatMap((step) => [0, 1, 2, 3, 4, 5].map((power) => step * 10 ** power))
  .sort((a, b) => a - b);

const DURATION_STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400,
].map((step) => step * MS_A_SECOND);

function barsOf(fill: string): Partial<uPlot.Series> {
  const paths = uPlot.paths.bars?.({ size: [BAR_WIDTH], align: 1 });
  return { fill, ...(paths === undefined ? {} : { paths }) };
}

function labelOf(seconds: number, bucket: 'hour' | 'day'): string {
  const date = new Date(seconds * MS_A_SECOND);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  return bucket === 'hour' && !isMidnight ? formatMinute(date) : formatDay(date);
}
