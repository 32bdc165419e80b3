import { createCallbackToken, hashCallbackToken } from '../../crypto/callback-token';
import { createId } from '../../crypto/ids';
import type { Transact, Work } from '../../store/unit-of-work';
import type { PartRow, UploadRow } from '../stored-upload';
import { choosePart } from './choose-part';
import { grantSlot } from '../../account/grant-slot';
import { SEND_LEASE_MS } from './send-lease';

/** A send that is committed as `sending`, before its first byte leaves. */
export interface BegunSend {
  readonly sendId: string;
  /** In clear, for the callback URL of this send alone. */
  readonly token: string;
  readonly upload: UploadRow;
  readonly part: PartRow;
}

/** Callbacks are taken for this long after a send, and at least as long as one is waited for. */
const TOKEN_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** Undoes the slot that was taken in vain. */
class NothingToSend extends Error {}

/**
 * Takes the slot of an account and commits the next part as `sending`. Where the slot is not free, it asks to
 * be run again when it is; where nothing can be sent, nothing changes.
 */
export async function beginSend(
  transact: Transact,
  account: string,
  { intervalMs, callbackTimeoutMs }: { intervalMs: number; callbackTimeoutMs: number },
): Promise<BegunSend | undefined> {
  try {
    return await transact(async (work) => {
      if (!(await hasWaitingPart(work, account))) return undefined;
      const slot = await grantSlot(work, account, intervalMs);
      if (!slot.granted) {
        work.enqueue({ kind: 'dispatch', key: account }, slot.nextFree);
        return undefined;
      }
      if (await isSending(work, account)) throw new NothingToSend();
      const part = await takePart(work, account);
      if (part === undefined) throw new NothingToSend();
      return commitSend(work, part, Math.max(TOKEN_LIFETIME_MS, 2 * callbackTimeoutMs));
    });
  } catch (error) {
    if (error instanceof NothingToSend) return undefined;
    throw error;
  }
}

/** Holds the upload of the part chosen; where it was canceled between choice and hold, another is chosen. */
async function takePart(work: Work, account: string): Promise<PartRow | undefined> {
  for (;;) {
    const part = await choosePart(work, account);
    if (part === undefined) return undefined;
    await work.rows.upload(part.upload_id);
    const locked = await work.rows.part(part.upload_id, part.number);
    if (locked?.state === 'waiting') return locked;
  }
}

async function commitSend(work: Work, part: PartRow, tokenLifetimeMs: number): Promise<BegunSend> {
  const sendId = createId('send');
  const token = createCallbackToken();
  await work.db
    .insertInto('send')
    .values({
      id: sendId,
      upload_id: part.upload_id,
      part_number: part.number,
      account: part.account,
      campaign_name: part.campaign_name,
      token_hash: hashCallbackToken(token),
      sending: 1,
      open: part.action === 'stop' ? 0 : 1,
      lease_until: work.now + SEND_LEASE_MS,
      started_at: work.now,
      ended_at: null,
      token_expires_at: work.now + tokenLifetimeMs,
    })
    .execute();
  await work.rows.changePart(part.upload_id, part.number, { state: 'sending' });
  await work.rows.changeUpload(part.upload_id, { state: 'sending' });
  const upload = await work.rows.upload(part.upload_id);
  if (upload === undefined) throw new NothingToSend();
  return { sendId, token, upload, part };
}

async function hasWaitingPart(work: Work, account: string): Promise<boolean> {
  const part = await work.db
    .selectFrom('part')
    .select('upload_id')
    .where('account', '=', account)
    .where('state', '=', 'waiting')
    .limit(1)
    .executeTakeFirst();
  return part !== undefined;
}

async function isSending(work: Work, account: string): Promise<boolean> {
  const send = await work.db
    .selectFrom('send')
    .select('id')
    .where('account', '=', account)
    .where('sending', '=', 1)
    .executeTakeFirst();
  return send !== undefined;
}
