export interface Range {
  /** In the address. */
  readonly value: string;
  readonly label: string;
  readonly bucket: 'hour' | 'day';
  readonly buckets: number;
}

const DEFAULT_RANGE: Range = {
  value: '24h',
  label: 'The last 24 hours, by hour',
  bucket: 'hour',
  buckets: 24,
};

export const RANGES: readonly Range[] = [
  DEFAULT_RANGE,
  { value: '3d', label: 'The last 3 days, by hour', bucket: 'hour', buckets: 72 },
  { value: '14d', label: 'The last 14 days, by day', bucket: 'day', buckets: 14 },
  { value: '90d', label: 'The last 90 days, by day', bucket: 'day', buckets: 90 },
];

export function findRange(value: string | undefined): Range {
  return RANGES.find((range) => range.value === value) ?? DEFAULT_RANGE;
}

const BUCKET_MS = { hour: 3_600_000, day: 86_400_000 } as const;

/** The range that ends with the hour or the day of `now`, in the user's zone. */
export function toQuery(
  { bucket, buckets }: Range,
  now: Date,
): { from: string; to: string; bucket: 'hour' | 'day' } {
  const start = new Date(now);
  start.setMinutes(0, 0, 0);
  if (bucket === 'day') start.setHours(0);
  const to = start.getTime() + BUCKET_MS[bucket];
  const from = to - buckets * BUCKET_MS[bucket];
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), bucket };
}
