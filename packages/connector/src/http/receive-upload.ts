import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { parseUploadRequest, type UploadRequest } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { writeAll } from '../store/spool/file-writer';
import type { Spool } from '../store/spool/spool';
import type { ReceivedFile } from '../upload/accept/describe-request';
import { receiveContacts, type ReceiveDeps, type Received } from './receive-contacts';

export interface ReceiveUploadDeps extends ReceiveDeps {
  readonly spool: Spool;
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
    storeFile: (content) => storeFile(content, spool),
    async storeContacts(csv, sha256) {
      return { ...(await writeAll(spool.createFile('source'), csv)), sha256 };
    },
    remove: (file) => file.remove(),
  });
}

async function storeFile(content: Readable, spool: Spool): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const file = await writeAll(spool.createFile('source'), hashed());
  return { ...file, sha256: hash.digest('hex') };
}
