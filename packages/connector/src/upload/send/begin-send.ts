import { createCallbackToken, hashCallbackToken } from '../../crypto/callback-token';
import { createId } from '../../crypto/ids';
import type { JobRun } from '../../jobs/engine';
import type { Transact, Work } from '../../store/unit-of-work';
import type { PartRow, UploadRow } from '../stored-upload';
import { choosePart } from './choose-part';
import { lockSlots, takeSlot, type Slot } from '../../account/slot';
import { YES } from '../../store/columns';
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

interface BeginDeps {
  readonly transact: Transact;
  readonly intervalMs: number;
  readonly callbackTimeoutMs: number;
}

/**
 * Takes the slot of an account and commits the next part as `sending`; the job ends with that. Where the slot is not
 * free, the job is requested again for when it is; if nothing can be sent, nothing changes.
 */
export type BeginSend = (account: string, run: JobRun) => Promise<BegunSend | undefined>;

export function createBeginSend({ transact, intervalMs, callbackTimeoutMs }: BeginDeps): BeginSend {
  const options = { intervalMs, tokenLifetimeMs: Math.max(TOKEN_LIFETIME_MS, 2 * callbackTimeoutMs) };
  const begin = transact.together(async (work, turns: readonly { account: string; run: JobRun }[]) => {
    for (const { run } of turns) run.complete(work);
    const accounts = [...new Set(turns.map(({ account }) => account))];
    const begun = new Map<string, BegunSend | undefined>();
    // Sorted, as first slots have no rows to lock: replicas that begin for the same accounts meet in one order.
    for (const slot of await lockSlots(work, accounts.sort(), intervalMs))
      begun.set(slot.account, await beginOne(work, slot, options));
    // Of several turns of one account the first has it.
    return turns.map(({ account }) => {
      const send = begun.get(account);
      begun.delete(account);
      return send;
    });
  });
  return (account, run) => begin({ account, run });
}

async function beginOne(
  work: Work,
  slot: Slot,
  { intervalMs, tokenLifetimeMs }: { intervalMs: number; tokenLifetimeMs: number },
): Promise<BegunSend | undefined> {
  const { account } = slot;
  if (await isSending(work, account)) return undefined;
  const part = await takePart(work, account);
  if (part === undefined) return undefined;
  if (slot.nextFree > slot.now || !(await takeSlot(work, slot, intervalMs))) {
    work.enqueue({ kind: 'dispatch', key: account }, Math.max(slot.nextFree, slot.now + 1));
    return undefined;
  }
  return commitSend(work, part, tokenLifetimeMs);
}

/** Holds the upload of the part chosen; if it was canceled between choice and hold, another is chosen. */
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
  await work.rows.insert('send', [
    {
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
    },
  ]);
  await work.rows.changePart(part.upload_id, part.number, { state: 'sending' });
  await work.rows.changeUpload(part.upload_id, { state: 'sending' });
  const upload = await work.rows.upload(part.upload_id);
  if (upload === undefined) throw new Error(`${part.upload_id} vanished under its lock`);
  return { sendId, token, upload, part };
}

async function isSending(work: Work, account: string): Promise<boolean> {
  const sends = await work.rows.run('sending', [account], () =>
    work.db.selectFrom('send').select('id').where('account', '=', account).where('sending', '=', YES),
  );
  return sends.length > 0;
}
