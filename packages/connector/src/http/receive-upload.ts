import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { parseUploadRequest, type UploadRequest } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
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
    storeFile: (content, name) => storeFile(content, spool, name),
    storeContacts: async (csv, sha256) => ({ ...(await spool.store(csv, 'source', 'contacts.csv')), sha256 }),
    remove: ({ id }) => spool.remove(id),
  });
}

async function storeFile(content: Readable, spool: Spool, name: string): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const file = await spool.store(Readable.from(hashed(), { objectMode: false }), 'source', name);
  return { ...file, sha256: hash.digest('hex') };
}
