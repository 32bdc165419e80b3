import type { Insertable } from 'kysely';
import { ProblemError, type UploadRequest } from '@ozonetel-bulk-upload/shared-types';
import type { Transact, Work } from '../../store/unit-of-work';
import { refuseReceiverUrl } from '../../net/receiver-url';
import { createId } from '../../crypto/ids';
import { appendHistory } from '../../store/history';
import type { SourceKind, UploadTable } from '../../store/schema';
import { accountOf } from '../../account/account';
import { chooseUploadUrl } from '../../account/choose-upload-url';
import { resolveAccount, type AccountDeps } from '../../account/stored-accounts';
import { isRequestErased } from '../erase-upload';
import {
  notifyContext,
  secretsContext,
  type StoredRules,
  type UploadRow,
  type UploadSecrets,
} from '../stored-upload';
import { filesOf, type CheckedFile } from '../../contact-file/check-contact-file';
import type { NewSpooledFile } from '../../store/spool/spool';
import { takeVerdict } from '../prepare/store-verdict';
import { cancelStarts } from './cancel-starts';
import { describeRequest, type ReceivedFile } from './describe-request';
import { toJson } from '../../store/columns';

export interface AcceptDeps extends AccountDeps {
  readonly transact: Transact;
  readonly relayAllowedHosts: readonly string[];
}

export interface Arrival {
  readonly request: UploadRequest;
  /** The multipart part `file`, or the inline contacts, in the spool. */
  readonly file?: ReceivedFile;
  /** What a check of the file has found, where it is small. */
  readonly verdict?: CheckedFile<NewSpooledFile>;
  readonly idempotencyKey?: string;
}

/** An upload, and which of the files that came or were written for it are its own. */
interface Stored {
  readonly upload: UploadRow;
  readonly files: readonly NewSpooledFile[];
}

interface DescribedArrival extends Arrival {
  /** What replays are compared by. */
  readonly description: string;
}

/**
 * Stores an upload before anything is answered. A replay of an `Idempotency-Key` finds the upload it made. A file
 * that no new upload takes is removed again. It resolves with the upload as it was accepted, or as it is by the time of
 * a replay, and rejects with a ProblemError for an upload URL or notifyUrl that is not allowed, an account that is not
 * stored, or a key that belongs to another request.
 */
export type AcceptUpload = (arrival: Arrival) => Promise<UploadRow>;

export function createAcceptUpload(deps: AcceptDeps): AcceptUpload {
  const storeTogether = deps.transact.together((work, arrivals: readonly DescribedArrival[]) =>
    storeOrRefuse(deps, work, arrivals),
  );
  const store = async (arrival: DescribedArrival): Promise<Stored> => {
    // A stop cancels the uploads of its campaign before it.
    const isStop = arrival.request.action === 'stop';
    const end = await (isStop
      ? deps.transact(async (work) => (await storeOrRefuse(deps, work, [arrival]))[0])
      : storeTogether(arrival));
    if (end instanceof ProblemError) throw end;
    if (end === undefined) throw new Error('an upload was neither stored nor refused');
    return end;
  };
  return async (arrival) => {
    const { request, file, verdict } = arrival;
    const arrived = [
      ...(file === undefined ? [] : [file]),
      ...(verdict === undefined ? [] : filesOf(verdict)),
    ];
    let taken: Stored['files'] = [];
    try {
      refuseUrls(deps, request);
      const { upload, files } = await store({ ...arrival, description: describeRequest(request, file) });
      taken = files;
      return upload;
    } finally {
      for (const some of arrived) if (!taken.includes(some)) await some.remove();
    }
  };
}

function refuseUrls(deps: AcceptDeps, { notifyUrl, account }: UploadRequest): void {
  if (!('name' in account)) chooseUploadUrl(deps, account.uploadUrl, 'account.uploadUrl');
  if (notifyUrl !== undefined) refuseReceiverUrl(notifyUrl, 'notifyUrl', deps.relayAllowedHosts);
}

/**
 * Stores uploads together, by few statements. A request that is refused keeps no other from being stored.
 * @returns the upload or the refusal of each, in their order
 */
async function storeOrRefuse(
  deps: AcceptDeps,
  work: Work,
  arrivals: readonly DescribedArrival[],
): Promise<(Stored | ProblemError)[]> {
  const ends = new Map<DescribedArrival, Stored | ProblemError>();
  // Replicas that store the same keys wait for each other in one order.
  let left = [...arrivals].sort(byKey);
  while (left.length > 0) {
    const [round, repeated] = splitByKey(left);
    await storeRound(deps, work, round, ends);
    left = repeated;
  }
  return arrivals.flatMap((arrival) => ends.get(arrival) ?? []);
}

function byKey({ idempotencyKey: one = '' }: Arrival, { idempotencyKey: other = '' }: Arrival): number {
  return one < other ? -1 : Number(one > other);
}

/** Sorted arrivals: the first of each key, and those that find its upload once it is stored. */
function splitByKey(sorted: readonly DescribedArrival[]): [DescribedArrival[], DescribedArrival[]] {
  const isRepeated = ({ idempotencyKey: key }: Arrival, index: number) =>
    key !== undefined && key === sorted[index - 1]?.idempotencyKey;
  return [sorted.filter((arrival, index) => !isRepeated(arrival, index)), sorted.filter(isRepeated)];
}

/** @param ends the upload or the refusal of each is added to it */
async function storeRound(
  deps: AcceptDeps,
  work: Work,
  arrivals: readonly DescribedArrival[],
  ends: Map<DescribedArrival, Stored | ProblemError>,
): Promise<void> {
  const drafts = new Map<DescribedArrival, Insertable<UploadTable>>();
  for (const arrival of arrivals) {
    try {
      const known = await findReplay(deps, work, arrival.idempotencyKey, arrival.description);
      if (known === undefined) drafts.set(arrival, await draftUpload(deps, work, arrival));
      else ends.set(arrival, { upload: known, files: [] });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      ends.set(arrival, error);
    }
  }
  await work.rows.insertUploads([...drafts.values()]);
  for (const [arrival, { id }] of drafts) {
    const upload = await work.rows.upload(id);
    if (upload === undefined) throw new Error(`the upload ${id} was not stored`);
    ends.set(arrival, { upload, files: await storeFiles(work, upload, arrival) });
  }
}

async function findReplay(
  { sealer }: AcceptDeps,
  work: Work,
  key: string | undefined,
  description: string,
): Promise<UploadRow | undefined> {
  if (key === undefined) return undefined;
  const known = await work.db
    .selectFrom('upload')
    .selectAll()
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  if (known === undefined && (await isRequestErased(work.db, key))) {
    throw new ProblemError(
      'idempotency_key_reused',
      'The upload of this Idempotency-Key was erased. Use a new key to upload the contacts again.',
    );
  }
  if (known === undefined || sealer.verify(description, known.request_mac ?? '')) return known;
  throw new ProblemError(
    'idempotency_key_reused',
    `This Idempotency-Key belongs to the upload ${known.id}, of another request or file, or of the same one under an ENCRYPTION_KEY that was removed. Look at that upload before you upload with a new key.`,
  );
}

async function draftUpload(
  deps: AcceptDeps,
  work: Work,
  { request, idempotencyKey, description }: DescribedArrival,
): Promise<Insertable<UploadTable>> {
  const { username, apiKey, uploadUrl } = await resolveAccount(deps, work.db, request.account);
  const id = createId('upload');
  const state = request.action === 'stop' ? 'waiting' : 'accepted';
  const notify =
    request.notifyUrl === undefined ? null : { url: request.notifyUrl, secret: request.notifySecret };
  return {
    id,
    state,
    account: accountOf(uploadUrl, username),
    username,
    upload_url: uploadUrl,
    campaign_name: request.campaignName,
    action: request.action ?? null,
    dry_run: request.dryRun ? 1 : 0,
    source: sourceOf(request),
    rules_json: toJson(toStoredRules(request)),
    secrets_sealed: deps.sealer.seal(secretsOf(request, apiKey), secretsContext(id)),
    notify_sealed: notify === null ? null : deps.sealer.seal(notify, notifyContext(id)),
    idempotency_key: idempotencyKey ?? null,
    request_mac: idempotencyKey === undefined ? null : deps.sealer.sign(description),
    history_json: appendHistory(null, { at: work.now, state }),
    created_at: work.now,
    updated_at: work.now,
  };
}

/** @returns the files that are the upload's from now on */
async function storeFiles(
  work: Work,
  upload: UploadRow,
  { request, file, verdict }: DescribedArrival,
): Promise<NewSpooledFile[]> {
  const { id } = upload;
  const files: NewSpooledFile[] = [];
  if (file !== undefined) {
    await file.adopt(work, id);
    files.push(file);
  }
  if (request.notifyBy !== undefined) work.enqueue({ kind: 'remind', key: id }, Date.parse(request.notifyBy));
  if (request.action === 'stop') await queueStop(work, upload);
  else if (file === undefined || verdict === undefined) work.enqueue({ kind: 'prepare', key: id });
  else files.push(...(await takeVerdict(work, { upload, source: file }, verdict)));
  return files;
}

/** A stop has no contacts to check: it waits for nothing but its account's slot. */
async function queueStop(work: Work, upload: UploadRow): Promise<void> {
  work.rows.addParts(upload.id, [
    {
      number: 1,
      account: upload.account,
      campaign_name: upload.campaign_name,
      action: 'stop',
      upload_seq: upload.seq,
      state: 'waiting',
      first_row: 0,
      last_row: 0,
      rows: 0,
      format: 'csv',
      file_id: null,
    },
  ]);
  await cancelStarts(work, upload);
  work.enqueue({ kind: 'dispatch', key: upload.account });
}

function secretsOf({ file, corrections }: UploadRequest, apiKey: string): UploadSecrets {
  return {
    apiKey,
    ...(file === undefined ? {} : { file }),
    ...(corrections.length === 0 ? {} : { corrections }),
  };
}

function sourceOf(request: UploadRequest): SourceKind {
  if (request.action === 'stop') return 'none';
  if (request.file !== undefined) return 'url';
  return request.contacts === undefined ? 'file' : 'contacts';
}

function toStoredRules(request: UploadRequest): StoredRules {
  const { columns, columnMatching, campaignType, agentIds, skills } = request;
  const { invalidRows, duplicates, rowsWiderThanHeader, hiddenRows, split, format } = request;
  const names = { columns, columnMatching, campaignType, agentIds, skills };
  return { ...names, invalidRows, duplicates, rowsWiderThanHeader, hiddenRows, split, format };
}
