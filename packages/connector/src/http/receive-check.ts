import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseCheckRequest, type CheckRequest } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import type { ContactSource } from '../contact-file/check-contact-file';
import { receiveContacts, type ReceiveDeps, type Received } from './receive-contacts';

/**
 * Receives `POST /v1/checks`. The contacts stream into a file.
 * @param folder where it is made, which the caller removes
 * @throws ProblemError
 */
export async function receiveCheck(
  deps: ReceiveDeps,
  httpRequest: Request,
  folder: string,
): Promise<Received<CheckRequest, ContactSource>> {
  const path = join(folder, 'received');
  const store = async (content: Readable, kind: ContactSource['kind']): Promise<ContactSource> => {
    await pipeline(content, createWriteStream(path));
    return { path, kind };
  };
  return receiveContacts(deps, httpRequest, {
    parse: parseCheckRequest,
    storeFile: (content) => store(content, 'file'),
    storeContacts: (csv) => store(csv, 'contacts'),
    remove: () => rm(path, { force: true }),
  });
}
