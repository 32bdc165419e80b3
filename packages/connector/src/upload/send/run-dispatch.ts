import { Readable } from 'node:stream';
import type { UploadForm } from '@ozonetel-bulk-upload/shared-types';
import type { JobRun } from '../../jobs/engine';
import type { Retry } from '../../jobs/retry-while-unavailable';
import type { Store } from '../../store/open-store';
import type { Logger } from '../../observe/logger';
import type { ContactFile, PostContactFile, SendResult } from '../../ozonetel/post-contact-file';
import type { Sealer } from '../../crypto/sealer';
import { openStreamOf } from '../../store/spool/content';
import type { Spool } from '../../store/spool/spool';
import { secretsContext, type PartRow, type UploadSecrets } from '../stored-upload';
import type { BeginSend, BegunSend } from './begin-send';
import type { EndSend } from './end-send';
import { momentOf, SEND_LEASE_MS, SendLease, type RenewLease } from './send-lease';

export interface DispatchDeps {
  readonly store: Pick<Store, 'dialect'>;
  readonly sealer: Sealer;
  readonly spool: Spool;
  readonly post: PostContactFile;
  readonly logger: Logger;
  readonly retry: Retry;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Ids of the sends that this process has under way: nobody but it ends them while it lives. */
  readonly sendsUnderWay: Set<string>;
  /** Base of the callback URLs, without a slash at its end. */
  readonly publicUrl: () => string;
  readonly beginSend: BeginSend;
  readonly renewLease: RenewLease;
  readonly endSend: EndSend;
  /** Aborts sends that are still under way when the process has to end. */
  readonly stopSignal: AbortSignal;
}

/** A file without a contact, for a stop: `file` is mandatory for the vendor (docs/ozonetel-api.md, question 12). */
const HEADER_ONLY = Buffer.from('PhoneNumber\n');

/** Sends the next part of an account, if its turn has come. */
export async function runDispatch(deps: DispatchDeps, account: string, run: JobRun): Promise<void> {
  const asked = momentOf(deps.clock);
  const send = await deps.beginSend(account, run);
  if (send === undefined) return;
  // A vendor that is slow to answer one account does not keep others waiting.
  run.releasePlace();
  deps.sendsUnderWay.add(send.sendId);
  try {
    const result = await postWhileLeased(deps, send, new SendLease(deps, send.sendId, asked));
    if (result.kind === 'connection_lost')
      deps.logger.warn({ upload: send.upload.id, reason: result.cause }, 'a request to Ozonetel broke off');
    // Ozonetel says it once: it is stored as soon as the database can.
    await deps.retry(() => deps.endSend({ sendId: send.sendId, result }), { until: deps.stopSignal });
  } finally {
    deps.sendsUnderWay.delete(send.sendId);
  }
}

async function postWhileLeased(deps: DispatchDeps, send: BegunSend, lease: SendLease): Promise<SendResult> {
  const abort = new AbortController();
  const beat = setInterval(() => {
    // A send whose lease cannot be kept must not go on: another process will take it for broken.
    void lease.isLost().then((isLost) => isLost && abort.abort());
  }, SEND_LEASE_MS / 3);
  try {
    const prepared = await prepareRequest(deps, send);
    if ('kind' in prepared) return prepared;
    const signal = AbortSignal.any([abort.signal, deps.stopSignal]);
    return await deps.post(send.upload.upload_url, prepared.form, prepared.file, signal, lease);
  } finally {
    clearInterval(beat);
  }
}

type PreparedRequest = { readonly form: UploadForm; readonly file: ContactFile };

/** What fails here fails before the first byte: the send may be tried again. */
async function prepareRequest(deps: DispatchDeps, send: BegunSend): Promise<PreparedRequest | SendResult> {
  try {
    return { form: formOf(deps, send), file: await openFile(deps.spool, send.part) };
  } catch (error) {
    deps.logger.error(
      { err: error, upload: send.upload.id },
      'a contact file could not be made ready to send',
    );
    return { kind: 'not_begun', cause: { kind: 'unreadable' } };
  }
}

async function openFile(spool: Spool, part: PartRow): Promise<ContactFile> {
  if (part.file_id === null) {
    return { content: Readable.from([HEADER_ONLY]), bytes: HEADER_ONLY.length, format: part.format };
  }
  const file = await spool.get(part.file_id);
  return { content: await openStreamOf(file), bytes: file.bytes, format: part.format };
}

function formOf({ sealer, publicUrl }: DispatchDeps, { upload, part, token }: BegunSend): UploadForm {
  if (upload.secrets_sealed === null) throw new Error(`${upload.id} has no account left to send with`);
  const secrets = sealer.open(upload.secrets_sealed, secretsContext(upload.id)) as UploadSecrets;
  return {
    username: upload.username,
    apiKey: secrets.apiKey,
    campaignName: upload.campaign_name,
    callBackUrl: `${publicUrl()}/callbacks/${token}`,
    ...(part.action === null ? {} : { action: part.action }),
  };
}
