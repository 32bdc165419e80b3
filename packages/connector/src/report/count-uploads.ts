import type { Stats, StatsBucket, UploadState } from '@ozonetel-bulk-upload/shared-types';
import { sql } from 'kysely';
import { toIso } from '../store/columns';
import type { Dialect, Queries } from '../store/dialect';

export interface StatsRange {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly bucket: 'hour' | 'day';
}

export const BUCKET_MS = { hour: 3_600_000, day: 86_400_000 } as const;

/** The first bucket begins at `from`, which a caller may choose to be midnight in a time zone. */
export async function countUploads(
  { db, dialect }: { readonly db: Queries; readonly dialect: Dialect },
  { from, to, bucket }: StatsRange,
): Promise<Stats> {
  const size = BUCKET_MS[bucket];
  const place = sql`cast((upload.created_at - ${from}) / ${size} as integer)`;
  const inRange = sql`upload.created_at >= ${from} and upload.created_at < ${to}
    and upload.dry_run = 0 and (upload.action is null or upload.action <> 'stop')`;
  const count = (name: string) =>
    dialect === 'sqlite'
      ? sql`coalesce(json_extract(upload.counts_json, ${sql.lit(`$.${name}`)}), 0)`
      : sql`coalesce(cast(upload.counts_json as json) ->> ${sql.lit(name)}, '0')::bigint`;
  const states = await sql<StateRow>`
    select ${place} as place, state, count(*) as uploads, sum(${count('sent')}) as sent,
      sum(${count('invalid')} + ${count('duplicates')}) as refused
    from upload where ${inRange} group by 1, 2`.execute(db);
  const waits = await sql<WaitRow>`
    with wait as (
      select ${place} as place, min(send.started_at) - upload.created_at as ms
      from upload join send on send.upload_id = upload.id
      where ${inRange} group by upload.id, upload.created_at
    ), ranked as (
      select place, ms, row_number() over (partition by place order by ms) as number,
        count(*) over (partition by place) as total
      from wait
    )
    select place, max(ms) as max,
      max(case when number = (total + 1) / 2 then ms end) as p50,
      max(case when number = (total * 95 + 99) / 100 then ms end) as p95
    from ranked group by place`.execute(db);
  const items = Array.from({ length: Math.ceil((to - from) / size) }, (_, index) =>
    emptyBucket(from + index * size),
  );
  for (const row of states.rows) addState(items[Number(row.place)], row);
  for (const { place: index, ...wait } of waits.rows) {
    const item = items[Number(index)];
    if (item !== undefined)
      item.waitMs = { p50: toWait(wait.p50), p95: toWait(wait.p95), max: toWait(wait.max) };
  }
  return { from: toIso(from), to: toIso(to), bucket, items };
}

/** Postgres gives sums and counts as texts. */
interface StateRow {
  readonly place: number | string;
  readonly state: UploadState;
  readonly uploads: number | string;
  readonly sent: number | string;
  readonly refused: number | string;
}

interface WaitRow {
  readonly place: number | string;
  readonly p50: number | string;
  readonly p95: number | string;
  readonly max: number | string;
}

function emptyBucket(at: number): StatsBucket {
  return {
    at: toIso(at),
    uploads: { succeeded: 0, failed: 0, rejected: 0, unconfirmed: 0, canceled: 0, underWay: 0 },
    rows: { sent: 0, refused: 0 },
  };
}

function addState(item: StatsBucket | undefined, row: StateRow): void {
  if (item === undefined) return;
  const outcome = row.state in item.uploads ? (row.state as keyof StatsBucket['uploads']) : 'underWay';
  item.uploads[outcome] += Number(row.uploads);
  item.rows.sent += Number(row.sent);
  item.rows.refused += Number(row.refused);
}

/** Two clocks may differ. */
const toWait = (ms: number | string): number => Math.max(0, Number(ms));
