import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  invalidBody,
  parseUploadRequest,
  ProblemError,
  type UploadRequest,
} from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { ContactsCsv } from '../contact-file/write/contacts-csv';
import type { ReadJson } from '../json/read-json';
import type { Spool } from '../store/spool/spool';
import type { ReceivedFile } from '../upload/accept/describe-request';
import { parseJson, receiveJson } from './body/receive-json';
import { receiveMultipart } from './body/receive-multipart';

export interface ReceivedUpload {
  readonly request: UploadRequest;
  /** The part `file`, or the inline contacts as CSV. */
  readonly file?: ReceivedFile;
}

export interface ReceiveUploadDeps {
  readonly spool: Spool;
  readonly readJson: ReadJson;
  readonly fetchMaxBytes: number;
}

const JSON_LIMITS = {
  maxBytes: 16 * 1024 * 1024,
  advice: 'send the contacts as the multipart part file, or give the URL of a file.',
};
const CONTACTS = '$.contacts';

/**
 * Receives `POST /v1/uploads`: JSON, or multipart with the parts `request` and `file`. The file streams into
 * the spool, inline contacts are put there as CSV; what is refused leaves nothing behind.
 * @throws ProblemError
 */
export async function receiveUpload(deps: ReceiveUploadDeps, httpRequest: Request): Promise<ReceivedUpload> {
  if (typeof httpRequest.is('multipart/form-data') === 'string') return receiveParts(deps, httpRequest);
  if (httpRequest.is('application/json') === false) {
    throw new ProblemError(
      'unsupported_media_type',
      'Send application/json, or multipart/form-data with the parts request and file.',
    );
  }
  const contacts = new ContactsCsv({ maxBytes: deps.fetchMaxBytes });
  const body = await receiveJson(httpRequest, deps.readJson, JSON_LIMITS, contacts.listAt(CONTACTS));
  return takeRequest(deps, body, contacts, undefined);
}

async function receiveParts(deps: ReceiveUploadDeps, httpRequest: Request): Promise<ReceivedUpload> {
  const remove = (stored: ReceivedFile) => deps.spool.remove(stored.id);
  const { text, file } = await receiveMultipart(httpRequest, {
    maxFileBytes: deps.fetchMaxBytes,
    store: (content, name) => storeFile(content, deps.spool, name),
    remove,
  });
  try {
    if (text === undefined)
      throw invalidBody([{ path: 'request', message: 'The part request is missing: it holds the JSON.' }]);
    const contacts = new ContactsCsv({ maxBytes: deps.fetchMaxBytes });
    const content = Readable.from([Buffer.from(text)]);
    const body = await parseJson(content, deps.readJson, 'request', contacts.listAt(CONTACTS));
    return await takeRequest(deps, body, contacts, file);
  } catch (error) {
    if (file !== undefined) await remove(file);
    throw error;
  }
}

async function takeRequest(
  deps: ReceiveUploadDeps,
  body: unknown,
  contacts: ContactsCsv,
  file: ReceivedFile | undefined,
): Promise<ReceivedUpload> {
  const request = parseUploadRequest(standInFor(body, contacts), {
    hasFilePart: file !== undefined,
    contactFaults: contacts.faults,
  });
  if (request.contacts === undefined) return { request, ...(file && { file }) };
  const { content, sha256 } = contacts.finish();
  const stored = await deps.spool.store(
    Readable.from(content, { objectMode: false }),
    'source',
    'contacts.csv',
  );
  return { request: { ...request, contacts: [] }, file: { ...stored, sha256 } };
}

/** The contacts have been checked as they came: an empty one stands for them all. */
function standInFor(body: unknown, contacts: ContactsCsv): unknown {
  const isGiven = typeof body === 'object' && body !== null && 'contacts' in body;
  if (!isGiven || !Array.isArray(body.contacts) || contacts.count === 0) return body;
  return { ...body, contacts: [{}] };
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
