import { createHash } from 'node:crypto';
import { isFinalState, ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Transact, Work } from '../store/unit-of-work';
import { removeFiles } from '../store/spool/remove-files';
import { isDatabaseUnavailable } from '../store/database-unavailable';
import type { Queries } from '../store/dialect';
import type { Store } from '../store/open-store';

interface EraseDeps {
  readonly transact: Transact;
  readonly store: Store;
}

/**
 * Erases a final upload and everything about it: rows, texts, files, callbacks, events, deliveries. A callback that
 * still comes finds nothing; of its `Idempotency-Key` a hash stays, so that a replay does not send it again.
 * @returns false if the upload does not exist
 * @throws ProblemError `conflict` while it is not final, or its request to Ozonetel has not ended
 */
export async function eraseUpload({ transact, store }: EraseDeps, id: string): Promise<boolean> {
  const isErased = await transact((work) => erase(work, id));
  if (isErased) {
    await store.truncateLog().catch((error: unknown) => {
      // Erased it is; the sweep empties the log as soon as it can.
      if (!isDatabaseUnavailable(error)) throw error;
    });
  }
  return isErased;
}

async function erase(work: Work, id: string): Promise<boolean> {
  // Sends before uploads, as callbacks lock them: two transactions must not wait for each other.
  const sends = await work
    .lock(
      work.db.selectFrom('send').select(['id', 'sending', 'open']).where('upload_id', '=', id).orderBy('id'),
    )
    .execute();
  const upload = await work.rows.upload(id);
  if (upload === undefined) return false;
  if (!isFinalState(upload.state) || sends.some(({ sending }) => sending === 1)) {
    throw new ProblemError(
      'conflict',
      `An upload can be erased when it has ended; this one is "${upload.state}"` +
        `${isFinalState(upload.state) ? ' and its request to Ozonetel has not ended' : ''}.`,
    );
  }
  if (upload.idempotency_key !== null) await rememberRequest(work, upload.idempotency_key);
  await eraseSends(work, sends);
  await eraseRows(work, id);
  return true;
}

/** A send that is open keeps its campaign closed to the next one until its callback is overdue: it stays, unnamed. */
async function eraseSends({ db }: Work, sends: readonly { id: string; open: number }[]): Promise<void> {
  const ids = sends.map((send) => send.id);
  if (ids.length === 0) return;
  await db.deleteFrom('callback').where('send_id', 'in', ids).execute();
  const open = sends.filter((send) => send.open === 1).map((send) => send.id);
  if (open.length > 0) {
    await db
      .updateTable('send')
      .set((eb) => ({ token_hash: eb.ref('id'), token_expires_at: 0, upload_id: eb.ref('id') }))
      .where('id', 'in', open)
      .execute();
  }
  await db.deleteFrom('send').where('id', 'in', ids).where('open', '=', 0).execute();
}

async function eraseRows({ db }: Work, id: string): Promise<void> {
  const files = await db.selectFrom('file').select('id').where('upload_id', '=', id).execute();
  await removeFiles(
    db,
    files.map((file) => file.id),
  );
  const events = db.selectFrom('event').select('id').where('upload_id', '=', id);
  await db.deleteFrom('delivery').where('event_id', 'in', events).execute();
  await db.deleteFrom('event').where('upload_id', '=', id).execute();
  await db.deleteFrom('part').where('upload_id', '=', id).execute();
  await db.deleteFrom('job').where('key', '=', id).execute();
  await db.deleteFrom('upload').where('id', '=', id).execute();
}

async function rememberRequest({ db, now }: Work, idempotencyKey: string): Promise<void> {
  await db
    .insertInto('erased_request')
    .values({ key_hash: hashRequestKey(idempotencyKey), erased_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether an upload of this `Idempotency-Key` was erased, within `RETENTION_MS`. */
export async function isRequestErased(db: Queries, idempotencyKey: string): Promise<boolean> {
  const erased = await db
    .selectFrom('erased_request')
    .select('erased_at')
    .where('key_hash', '=', hashRequestKey(idempotencyKey))
    .executeTakeFirst();
  return erased !== undefined;
}

function hashRequestKey(idempotencyKey: string): string {
  return createHash('sha256').update(idempotencyKey).digest('base64url');
}
