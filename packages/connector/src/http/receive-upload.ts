import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { parseUploadRequest, type UploadRequest } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { writeAll } from '../store/spool/file-writer';
import type { NewSpooledFile, Spool } from '../store/spool/spool';
import type { CreateFile } from '../contact-file/write/with-new-files';
import type { ArrivingChecks } from '../upload/prepare/arriving-check';
import type { ReceivedFile } from '../upload/accept/describe-request';
import { receiveContacts, type ReceiveDeps, type Received } from './receive-contacts';

export interface ReceiveUploadDeps extends ReceiveDeps {
  readonly spool: Spool;
  readonly arrivingChecks: ArrivingChecks;
}

/**
 * Receives `POST /v1/uploads`. The contacts stream into the spool.
 * @throws ProblemError
 */
export async function receiveUpload(
  deps: ReceiveUploadDeps,
  httpRequest: Request,
): Promise<Received<UploadRequest, ReceivedFile>> {
  const { spool } = deps;
  return receiveContacts(deps, httpRequest, {
    parse: parseUploadRequest,
    storeFile: (content, request) => storeFile(deps, content, request),
    async storeContacts(csv, sha256) {
      return { ...(await writeAll(spool.createFile('source'), csv)), sha256 };
    },
    async remove(file) {
      await deps.arrivingChecks.take(file.id)?.discard();
      await file.remove();
    },
  });
}

async function storeFile(
  { spool, arrivingChecks }: ReceiveUploadDeps,
  content: Readable,
  request: UploadRequest | undefined,
): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const source = spool.createFile('source');
  const createFile: CreateFile<NewSpooledFile> = (kind) => spool.createFile(kind);
  const arriving =
    request && arrivingChecks.begin({ rules: request, corrections: request.corrections, createFile });
  const file = await writeAll(arriving?.follow(source) ?? source, hashed());
  if (arriving !== undefined) arrivingChecks.handOver(file, arriving);
  return { ...file, sha256: hash.digest('hex') };
}
