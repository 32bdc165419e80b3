import type { UploadRecord } from './upload-record';

/** Two requests of one user closer than the interval, from the end of the first to the start of the second. */
export interface IntervalViolation {
  readonly username: string;
  readonly earlier: number;
  readonly later: number;
  /** Milliseconds; negative where they overlapped. */
  readonly gapMs: number;
}

/** An upload that began while another one of the campaign was open; stops apart. */
export interface OverlapViolation {
  readonly username: string;
  readonly campaignName: string;
  readonly earlier: number;
  readonly later: number;
}

/** What no client of the vendor should do. Records are in the order of arrival. */
export interface Violations {
  readonly interval: readonly IntervalViolation[];
  readonly overlap: readonly OverlapViolation[];
}

export function findViolations(
  records: readonly UploadRecord[],
  intervalMs: number,
  now: number,
): Violations {
  return {
    interval: groupsOf(records, ({ username }) => username).flatMap((group) =>
      findTooClose(group, intervalMs, now),
    ),
    overlap: groupsOf(records, ({ username, campaignName, action }) =>
      username === undefined || campaignName === undefined || action === 'stop'
        ? undefined
        : JSON.stringify([username, campaignName]),
    ).flatMap((group) => findOverlaps(group, now)),
  };
}

function findTooClose(
  records: readonly UploadRecord[],
  intervalMs: number,
  now: number,
): IntervalViolation[] {
  return pairsWithLatest(records, ({ endedAt }) => endedAt, now).flatMap(([earlier, later, gapMs]) =>
    gapMs >= intervalMs
      ? []
      : [{ username: later.username ?? '', earlier: earlier.number, later: later.number, gapMs }],
  );
}

function findOverlaps(records: readonly UploadRecord[], now: number): OverlapViolation[] {
  return pairsWithLatest(records, ({ closedAt }) => closedAt, now).flatMap(([earlier, later, gapMs]) =>
    gapMs >= 0
      ? []
      : [
          {
            username: later.username ?? '',
            campaignName: later.campaignName ?? '',
            earlier: earlier.number,
            later: later.number,
          },
        ],
  );
}

/** Each record with the one before it that ended last, and the milliseconds between. */
function pairsWithLatest(
  records: readonly UploadRecord[],
  endOf: (record: UploadRecord) => string | undefined,
  now: number,
): [UploadRecord, UploadRecord, number][] {
  const pairs: [UploadRecord, UploadRecord, number][] = [];
  let latest: { record: UploadRecord; end: number } | undefined;
  for (const record of records) {
    if (latest !== undefined) {
      pairs.push([latest.record, record, Date.parse(record.receivedAt) - latest.end]);
    }
    const endedAt = endOf(record);
    const end = endedAt === undefined ? now : Date.parse(endedAt);
    if (latest === undefined || end >= latest.end) latest = { record, end };
  }
  return pairs;
}

function groupsOf(
  records: readonly UploadRecord[],
  keyOf: (record: UploadRecord) => string | undefined,
): UploadRecord[][] {
  const groups = new Map<string, UploadRecord[]>();
  for (const record of records) {
    const key = keyOf(record);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()];
}
