import { Readable } from 'node:stream';
import {
  invalidBody,
  ProblemError,
  type ContactRequest,
  type ParseOptions,
} from '@ozonetel-bulk-upload/shared-types';
import type { Request as HttpRequest } from 'express';
import { ContactsCsv } from '../contact-file/write/contacts-csv';
import { parseJson, receiveJson, type ReceiveJsonDeps } from './body/receive-json';
import { receiveMultipart } from './body/receive-multipart';

export interface Received<Request, File> {
  readonly request: Request;
  /** The part `file`, or the inline contacts as CSV. */
  readonly file?: File;
}

/** What a route makes of its request, and where it puts the contacts. */
export interface Intake<Request extends ContactRequest, File> {
  /** @throws ProblemError */
  readonly parse: (body: unknown, options: ParseOptions) => Request;
  /**
   * Takes the part `file`; if its stream fails, it leaves nothing behind.
   * @param request what came before it; undefined if it comes later or cannot be taken
   */
  readonly storeFile: (content: Readable, request: Request | undefined) => Promise<File>;
  /** @param sha256 hex, of the contacts as JSON */
  readonly storeContacts: (csv: readonly Buffer[], sha256: string) => Promise<File>;
  /** Undoes `storeFile`, for a request that turns out to be refused. */
  readonly remove: (file: File) => Promise<void>;
}

export interface ReceiveDeps extends ReceiveJsonDeps {
  readonly fetchMaxBytes: number;
}

const JSON_LIMITS = {
  maxBytes: 16 * 1024 * 1024,
  advice: 'send the contacts as the multipart part file, or give the URL of a file.',
};
const CONTACTS = '$.contacts';

/**
 * Receives a request that brings contacts: JSON, or multipart with the parts `request` and `file`. The contacts are
 * stored as they come, inline ones as CSV; what is refused leaves nothing behind.
 * @throws ProblemError
 */
export async function receiveContacts<Request extends ContactRequest, File>(
  deps: ReceiveDeps,
  httpRequest: HttpRequest,
  intake: Intake<Request, File>,
): Promise<Received<Request, File>> {
  if (typeof httpRequest.is('multipart/form-data') === 'string')
    return receiveParts(deps, httpRequest, intake);
  if (httpRequest.is('application/json') === false) {
    throw new ProblemError(
      'unsupported_media_type',
      'Send application/json, or multipart/form-data with the parts request and file.',
    );
  }
  const contacts = new ContactsCsv({ maxBytes: deps.fetchMaxBytes });
  const body = await receiveJson(httpRequest, deps, JSON_LIMITS, contacts.listAt(CONTACTS));
  return takeRequest(intake, body, contacts, undefined);
}

async function receiveParts<Request extends ContactRequest, File>(
  deps: ReceiveDeps,
  httpRequest: HttpRequest,
  intake: Intake<Request, File>,
): Promise<Received<Request, File>> {
  const parse = async (text: string): Promise<[unknown, ContactsCsv]> => {
    const contacts = new ContactsCsv({ maxBytes: deps.fetchMaxBytes });
    const content = Readable.from([Buffer.from(text)]);
    return [await parseJson(content, deps.readJson, 'request', contacts.listAt(CONTACTS)), contacts];
  };
  const early: { parsed?: Promise<[unknown, ContactsCsv]> } = {};
  const { text, file } = await receiveMultipart<File>(httpRequest, {
    maxFileBytes: deps.fetchMaxBytes,
    deadlines: deps.bodyDeadlines,
    async store(content, before) {
      if (before !== undefined) early.parsed = before.then(parse);
      const request = early.parsed?.then(([body, contacts]) => parsedRequest(intake, body, contacts, true));
      // What is wrong with it is said when the file has come.
      return intake.storeFile(content, await request?.catch(() => undefined));
    },
    remove: intake.remove,
  });
  try {
    if (text === undefined)
      throw invalidBody([{ path: 'request', message: 'The part request is missing: it holds the JSON.' }]);
    return await takeRequest(intake, ...(await (early.parsed ?? parse(text))), file);
  } catch (error) {
    if (file !== undefined) await intake.remove(file);
    throw error;
  }
}

async function takeRequest<Request extends ContactRequest, File>(
  intake: Intake<Request, File>,
  body: unknown,
  contacts: ContactsCsv,
  file: File | undefined,
): Promise<Received<Request, File>> {
  const request = parsedRequest(intake, body, contacts, file !== undefined);
  if (request.contacts === undefined) return { request, ...(file === undefined ? {} : { file }) };
  const { content, sha256 } = contacts.finish();
  const stored = await intake.storeContacts(content, sha256);
  return { request: { ...request, contacts: [] }, file: stored };
}

function parsedRequest<Request extends ContactRequest>(
  { parse }: Pick<Intake<Request, unknown>, 'parse'>,
  body: unknown,
  contacts: ContactsCsv,
  hasFilePart: boolean,
): Request {
  return parse(standInFor(body, contacts), { hasFilePart, contactFaults: contacts.faults });
}

/** The contacts have been checked as they arrived: one empty contact represents them all. */
function standInFor(body: unknown, contacts: ContactsCsv): unknown {
  const isGiven = typeof body === 'object' && body !== null && 'contacts' in body;
  if (!isGiven || !Array.isArray(body.contacts) || contacts.count === 0) return body;
  return { ...body, contacts: [{}] };
}
