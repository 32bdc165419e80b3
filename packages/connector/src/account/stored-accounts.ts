import {
  invalidBody,
  ProblemError,
  type AccountCredentials,
  type StoredAccount,
  type UploadRequest,
} from '@ozonetel-bulk-upload/shared-types';
import type { Selectable } from 'kysely';
import type { Sealer } from '../crypto/sealer';
import { toIso } from '../store/columns';
import type { Queries } from '../store/dialect';
import type { StoredAccountTable } from '../store/schema';
import type { Work } from '../store/unit-of-work';
import { accountOf } from './account';
import { chooseUploadUrl, type UploadUrls } from './choose-upload-url';
import { findNextFree } from './slot';

export interface AccountDeps extends UploadUrls {
  readonly sealer: Sealer;
}

type StoredAccountRow = Selectable<StoredAccountTable>;

/** The context that a stored account's sealed key is bound to. */
export const storedAccountContext = (name: string) => `account ${name}`;

/** The list is one page. */
const MAX_STORED_ACCOUNTS = 1_000;

/**
 * Stores an account under a name, in the place of one that had it.
 * @throws ProblemError for an upload URL that is not allowed, and `conflict` when there are too many accounts
 */
export async function storeAccount(
  deps: AccountDeps,
  work: Work,
  name: string,
  { username, apiKey, uploadUrl }: AccountCredentials,
): Promise<void> {
  chooseUploadUrl(deps, uploadUrl, 'uploadUrl');
  const others = await work.db
    .selectFrom('stored_account')
    .select((eb) => eb.fn.countAll<number>().as('accounts'))
    .where('id', '!=', name)
    .executeTakeFirstOrThrow();
  if (others.accounts >= MAX_STORED_ACCOUNTS)
    throw new ProblemError('conflict', `${MAX_STORED_ACCOUNTS} accounts are stored: delete one first.`);
  const changed = {
    username,
    upload_url: uploadUrl ?? null,
    api_key_sealed: deps.sealer.seal(apiKey, storedAccountContext(name)),
    updated_at: work.now,
  };
  await work.db
    .insertInto('stored_account')
    .values({ id: name, ...changed, created_at: work.now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
    .execute();
}

/** @returns whether there was one. Uploads that were accepted with it keep their copy until they end. */
export async function deleteAccount({ db }: Work, name: string): Promise<boolean> {
  const deleted = await db.deleteFrom('stored_account').where('id', '=', name).executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}

export async function listAccounts(db: Queries, urls: UploadUrls, now: number): Promise<StoredAccount[]> {
  const rows = await db.selectFrom('stored_account').selectAll().orderBy('id').execute();
  return viewAccounts(db, urls, now, rows);
}

export async function findAccount(
  db: Queries,
  urls: UploadUrls,
  { name, now }: { name: string; now: number },
): Promise<StoredAccount | undefined> {
  const row = await findRow(db, name);
  const [account] = row === undefined ? [] : await viewAccounts(db, urls, now, [row]);
  return account;
}

/**
 * The account of a request, with its key and where it uploads to.
 * @throws ProblemError `invalid_body` when no account is stored under its name, or its URL is no longer allowed
 */
export async function resolveAccount(
  deps: AccountDeps,
  db: Queries,
  account: UploadRequest['account'],
): Promise<AccountCredentials & { readonly uploadUrl: string }> {
  if (!('name' in account))
    return { ...account, uploadUrl: chooseUploadUrl(deps, account.uploadUrl, 'account.uploadUrl') };
  const row = await findRow(db, account.name);
  if (row === undefined) {
    const message = 'No account is stored under this name: GET /v1/accounts lists those that are.';
    throw invalidBody([{ path: 'account.name', message }]);
  }
  return {
    username: row.username,
    apiKey: deps.sealer.open(row.api_key_sealed, storedAccountContext(row.id)) as string,
    uploadUrl: chooseUploadUrl(deps, row.upload_url ?? undefined, 'account.name'),
  };
}

function findRow(db: Queries, name: string): Promise<StoredAccountRow | undefined> {
  return db.selectFrom('stored_account').selectAll().where('id', '=', name).executeTakeFirst();
}

async function viewAccounts(
  db: Queries,
  urls: UploadUrls,
  now: number,
  rows: readonly StoredAccountRow[],
): Promise<StoredAccount[]> {
  if (rows.length === 0) return [];
  const keyOf = (row: StoredAccountRow) => accountOf(row.upload_url ?? urls.uploadUrl, row.username);
  const queues = await readQueues(db, rows.map(keyOf));
  return rows.map((row) => {
    const { nextFree, waiting, open } = queues(keyOf(row));
    return {
      name: row.id,
      username: row.username,
      ...(row.upload_url === null ? {} : { uploadUrl: row.upload_url }),
      createdAt: toIso(row.created_at),
      updatedAt: toIso(row.updated_at),
      ...(nextFree > now ? { nextFree: toIso(nextFree) } : {}),
      waiting,
      open,
    };
  });
}

interface AccountQueue {
  /** Milliseconds since 1970; 0 for an account that was never used. */
  readonly nextFree: number;
  readonly waiting: number;
  readonly open: number;
}

/** What waits for each of these accounts: asked for together, however many they are. */
async function readQueues(
  db: Queries,
  accounts: readonly string[],
): Promise<(account: string) => AccountQueue> {
  const nextFree = await findNextFree(db, accounts);
  const waiting = await db
    .selectFrom('part')
    .select((eb) => ['account', eb.fn.count<number>('upload_id').distinct().as('uploads')])
    .where('account', 'in', accounts)
    .where('state', '=', 'waiting')
    .groupBy('account')
    .execute();
  const open = await db
    .selectFrom('send')
    .select((eb) => ['account', eb.fn.count<number>('upload_id').distinct().as('uploads')])
    .where('account', 'in', accounts)
    .where('open', '=', 1)
    .groupBy('account')
    .execute();
  const waitingOf = new Map(waiting.map(({ account, uploads }) => [account, uploads]));
  const openOf = new Map(open.map(({ account, uploads }) => [account, uploads]));
  return (account) => ({
    nextFree: nextFree.get(account) ?? 0,
    waiting: waitingOf.get(account) ?? 0,
    open: openOf.get(account) ?? 0,
  });
}
