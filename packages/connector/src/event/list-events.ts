import type { EventType, RecordedEvent } from '@ozonetel-bulk-upload/shared-types';
import type { Selectable } from 'kysely';
import { toIso } from '../store/columns';
import type { Queries } from '../store/dialect';
import type { EventTable } from '../store/schema';

type EventRow = Pick<Selectable<EventTable>, 'id' | 'type' | 'upload_id' | 'created_at'>;

/** A place in the list: events of one moment are ordered by their ids. */
export interface EventPlace {
  readonly createdAt: number;
  readonly id: string;
}

interface EventFilter {
  readonly type?: EventType | undefined;
  readonly uploadId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
  readonly limit: number;
  readonly before?: EventPlace | undefined;
}

/** Events that match, newest first; `next` is the last of a page that others follow. */
export async function listEvents(
  db: Queries,
  { type, uploadId, since, limit, before }: EventFilter,
): Promise<{ items: RecordedEvent[]; next: EventPlace | undefined }> {
  let query = db.selectFrom('event').select(['id', 'type', 'upload_id', 'created_at']);
  if (type !== undefined) query = query.where('type', '=', type);
  if (uploadId !== undefined) query = query.where('upload_id', '=', uploadId);
  if (since !== undefined) query = query.where('created_at', '>=', since);
  if (before !== undefined) {
    const { createdAt, id } = before;
    query = query
      .where('created_at', '<=', createdAt)
      .where((eb) => eb.or([eb('created_at', '<', createdAt), eb('id', '<', id)]));
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(viewEvent),
    next: rows.length > limit && last !== undefined ? { createdAt: last.created_at, id: last.id } : undefined,
  };
}

export function viewEvent(row: EventRow): RecordedEvent {
  return { id: row.id, type: row.type, uploadId: row.upload_id, createdAt: toIso(row.created_at) };
}
