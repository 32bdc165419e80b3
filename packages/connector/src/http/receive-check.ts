import { parseCheckRequest, type CheckRequest } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { writeAll } from '../store/spool/file-writer';
import type { CreateScratchFile } from '../store/spool/scratch-files';
import type { CheckSource } from '../upload/prepare/check-request';
import { receiveContacts, type ReceiveDeps, type Received } from './receive-contacts';

export interface ReceiveCheckDeps extends ReceiveDeps {
  readonly createScratchFile: CreateScratchFile;
}

/**
 * Receives `POST /v1/checks`. The contacts stream into a file, which the caller removes.
 * @throws ProblemError
 */
export async function receiveCheck(
  deps: ReceiveCheckDeps,
  httpRequest: Request,
): Promise<Received<CheckRequest, CheckSource>> {
  const store = async (
    content: Iterable<Buffer> | AsyncIterable<Buffer>,
    kind: CheckSource['kind'],
  ): Promise<CheckSource> => ({ file: await writeAll(deps.createScratchFile(), content), kind });
  return receiveContacts(deps, httpRequest, {
    parse: parseCheckRequest,
    storeFile: (content) => store(content, 'file'),
    storeContacts: (csv) => store(csv, 'contacts'),
    remove: ({ file }) => file.remove(),
  });
}
