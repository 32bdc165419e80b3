import { FINAL_STATES, type Outcome } from '@ozonetel-bulk-upload/shared-types';
import { withoutMessages } from '../store/history';
import { removeFiles } from '../store/spool/remove-files';
import type { Work } from '../store/unit-of-work';

/** Rows that one sweep removes, so that it stays short; the next one continues. */
const FILES_AT_ONCE = 20;
const CALLBACKS_AT_ONCE = 1_000;
const UPLOADS_AT_ONCE = 100;
const EVENTS_AT_ONCE = 500;

const REMOVED = 'The text was removed after RETENTION_MS.';

/**
 * Removes what may name people and has been kept long enough: rejected rows, callbacks, the vendor's texts in
 * outcomes, problems, events with their deliveries. Uploads stay, with their counts and the codes of their outcomes.
 */
export async function removeExpired(
  work: Work,
  { retentionMs, unsentRetentionMs }: { retentionMs: number; unsentRetentionMs: number },
): Promise<void> {
  const before = work.now - retentionMs;
  await removeUnsentRows(work, work.now - unsentRetentionMs);
  await removeRejectedRows(work, before);
  await removeCallbacks(work, before);
  await eraseTexts(work, before);
  await removeEvents(work, before);
  await work.db.deleteFrom('erased_request').where('erased_at', '<', before).execute();
}

async function removeRejectedRows({ db }: Work, before: number): Promise<void> {
  const files = await db
    .selectFrom('file')
    .innerJoin('upload', 'upload.id', 'file.upload_id')
    .select('file.id')
    .where('file.kind', '=', 'rejected')
    .where('file.created_at', '<', before)
    .where('upload.state', 'in', FINAL_STATES)
    .orderBy('file.created_at')
    .limit(FILES_AT_ONCE)
    .execute();
  await removeFiles(
    db,
    files.map(({ id }) => id),
  );
}

/** Their age counts from the end of their upload: it may have waited long to be sent. */
async function removeUnsentRows({ db }: Work, before: number): Promise<void> {
  const files = await db
    .selectFrom('file')
    .innerJoin('upload', 'upload.id', 'file.upload_id')
    .select('file.id')
    .where('file.kind', '!=', 'rejected')
    .where('upload.updated_at', '<', before)
    .where('upload.state', 'in', FINAL_STATES)
    .orderBy('file.created_at')
    .limit(FILES_AT_ONCE)
    .execute();
  await removeFiles(
    db,
    files.map(({ id }) => id),
  );
}

async function removeCallbacks({ db }: Work, before: number): Promise<void> {
  const callbacks = db
    .selectFrom('callback')
    .select('seq')
    .where('received_at', '<', before)
    .orderBy('received_at')
    .limit(CALLBACKS_AT_ONCE);
  await db.deleteFrom('callback').where('seq', 'in', callbacks).execute();
}

async function eraseTexts(work: Work, before: number): Promise<void> {
  const uploads = await work
    .lock(
      work.db
        .selectFrom('upload')
        .select(['id', 'outcome_json', 'history_json'])
        .where('texts_erased', '=', 0)
        .where('updated_at', '<', before)
        .where('state', 'in', FINAL_STATES)
        .orderBy('id')
        .limit(UPLOADS_AT_ONCE),
    )
    .execute();
  for (const { id, outcome_json: outcome, history_json: history } of uploads) {
    await work.db
      .updateTable('upload')
      .set({
        outcome_json: withoutText(outcome),
        history_json: withoutMessages(history),
        problems_json: null,
        notices_json: null,
        texts_erased: 1,
      })
      .where('id', '=', id)
      .execute();
    const parts = await work.db
      .selectFrom('part')
      .select(['number', 'outcome_json'])
      .where('upload_id', '=', id)
      .execute();
    for (const { number, outcome_json: partOutcome } of parts) {
      await work.db
        .updateTable('part')
        .set({ outcome_json: withoutText(partOutcome) })
        .where('upload_id', '=', id)
        .where('number', '=', number)
        .execute();
    }
  }
}

/** An outcome without what was said: its code, and the rows that it names. */
function withoutText(json: string | null): string | null {
  if (json === null) return null;
  const { status, code, rows, source } = JSON.parse(json) as Outcome;
  const kept: Outcome = { status, code, message: REMOVED, ...(rows === undefined ? {} : { rows }), source };
  return JSON.stringify(kept);
}

/** An event that is still being delivered stays until that has ended. */
async function removeEvents({ db }: Work, before: number): Promise<void> {
  const events = await db
    .selectFrom('event')
    .select('id')
    .where('created_at', '<', before)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('delivery')
            .select('delivery.id')
            .whereRef('delivery.event_id', '=', 'event.id')
            .where('delivery.state', '=', 'pending'),
        ),
      ),
    )
    .orderBy('created_at')
    .limit(EVENTS_AT_ONCE)
    .execute();
  if (events.length === 0) return;
  const ids = events.map(({ id }) => id);
  await db.deleteFrom('delivery').where('event_id', 'in', ids).execute();
  await db.deleteFrom('event').where('id', 'in', ids).execute();
}
