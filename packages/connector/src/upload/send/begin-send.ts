import { createCallbackToken, hashCallbackToken } from '../../crypto/callback-token';
import { createId } from '../../crypto/ids';
import type { JobRun } from '../../jobs/engine';
import type { Transact, Work } from '../../store/unit-of-work';
import type { PartRow, UploadRow } from '../stored-upload';
import { chooseUploads } from './choose-uploads';
import { lockSlots, takeSlots } from '../../account/slot';
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
  const begin = transact.together(async (work, asked: readonly { account: string; run: JobRun }[]) => {
    for (const { run } of asked) run.complete(work);
    const accounts = [...new Set(asked.map(({ account }) => account))];
    const begun = await beginNext(work, accounts, options);
    // Of several runs for one account the first has the send.
    return asked.map(({ account }) => {
      const send = begun.get(account);
      begun.delete(account);
      return send;
    });
  });
  return (account, run) => begin({ account, run });
}

interface SendOptions {
  readonly intervalMs: number;
  readonly tokenLifetimeMs: number;
}

/** @returns by account */
async function beginNext(
  work: Work,
  accounts: readonly string[],
  { intervalMs, tokenLifetimeMs }: SendOptions,
): Promise<Map<string, BegunSend>> {
  // Sorted, as first slots have no rows to lock: replicas that begin for the same accounts meet in one order.
  const slots = await lockSlots(work, [...accounts].sort(), intervalMs);
  const sending = await findSending(work, accounts);
  const parts = await takeParts(
    work,
    accounts.filter((account) => !sending.has(account)),
  );
  const due = slots.filter(({ account, nextFree, now }) => parts.has(account) && nextFree <= now);
  const granted = await takeSlots(work, due, intervalMs);
  for (const { account, nextFree, now } of slots) {
    if (parts.has(account) && !granted.has(account))
      work.enqueue({ kind: 'dispatch', key: account }, Math.max(nextFree, now + 1));
  }
  const begun = [...parts.values()].filter(({ account }) => granted.has(account));
  const sends = await commitSends(work, begun, tokenLifetimeMs);
  return new Map(sends.map((send) => [send.part.account, send]));
}

/** Holds the uploads of the parts chosen; where one was canceled between choice and hold, another is chosen. */
async function takeParts(work: Work, accounts: readonly string[]): Promise<Map<string, PartRow>> {
  const taken = new Map<string, PartRow>();
  for (let left = accounts; left.length > 0;) {
    const chosen = await chooseUploads(work, left);
    await work.rows.loadUploads([...chosen.values()]);
    for (const [account, uploadId] of chosen) {
      const part = (await work.rows.parts(uploadId)).find(({ state }) => state === 'waiting');
      if (part !== undefined) taken.set(account, part);
    }
    left = [...chosen.keys()].filter((account) => !taken.has(account));
  }
  return taken;
}

async function commitSends(
  work: Work,
  parts: readonly PartRow[],
  tokenLifetimeMs: number,
): Promise<BegunSend[]> {
  const sends = parts.map((part) => ({ sendId: createId('send'), token: createCallbackToken(), part }));
  await work.rows.insert(
    'send',
    sends.map(({ sendId, token, part }) => ({
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
    })),
  );
  return Promise.all(sends.map((send) => markSending(work, send)));
}

async function markSending(work: Work, send: Omit<BegunSend, 'upload'>): Promise<BegunSend> {
  const { upload_id: id, number } = send.part;
  await work.rows.changePart(id, number, { state: 'sending' });
  await work.rows.changeUpload(id, { state: 'sending' });
  const upload = await work.rows.upload(id);
  if (upload === undefined) throw new Error(`${id} vanished under its lock`);
  return { ...send, upload };
}

async function findSending(work: Work, accounts: readonly string[]): Promise<ReadonlySet<string>> {
  const sends = await work.rows.run('sending', accounts, () =>
    work.db.selectFrom('send').select('account').where('account', 'in', accounts).where('sending', '=', YES),
  );
  return new Set(sends.map(({ account }) => account));
}
