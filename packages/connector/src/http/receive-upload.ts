import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import {
  invalidBody,
  parseUploadRequest,
  ProblemError,
  type UploadRequest,
} from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import type { Spool } from '../spool/spool';
import type { ReceivedFile } from '../upload/accept/describe-request';

export interface ReceivedUpload {
  readonly request: UploadRequest;
  readonly file?: ReceivedFile;
}

interface Limits {
  readonly maxFileBytes: number;
}

/** 50,000 contacts inline are some 25 MB; the part `request` of a multipart body has no contacts. */
const MAX_REQUEST_PART_BYTES = 1024 * 1024;

/**
 * Receives `POST /v1/uploads`: JSON, or multipart with the parts `request` and `file`. The file streams into
 * the spool, inline contacts are put there; what is refused leaves nothing behind.
 * @throws ProblemError
 */
export async function receiveUpload(
  httpRequest: Request,
  spool: Spool,
  limits: Limits,
): Promise<ReceivedUpload> {
  if (typeof httpRequest.is('multipart/form-data') === 'string')
    return receiveMultipart(httpRequest, spool, limits);
  // Null: there is no body, which the parse below will say.
  if (httpRequest.is('application/json') === false) {
    throw new ProblemError(
      'unsupported_media_type',
      'Send application/json, or multipart/form-data with the parts request and file.',
    );
  }
  const request = parseUploadRequest(httpRequest.body, { hasFilePart: false });
  if (request.contacts === undefined) return { request };
  const content = Readable.from(jsonLines(request.contacts));
  return { request: { ...request, contacts: [] }, file: await storeFile(content, spool, 'contacts.json') };
}

/** A JSON array, a contact a line, made as it is read. */
function* jsonLines(contacts: readonly unknown[]): Generator<Buffer> {
  yield Buffer.from('[');
  for (const [index, contact] of contacts.entries()) {
    yield Buffer.from(`${index === 0 ? '' : ','}\n${JSON.stringify(contact)}`);
  }
  yield Buffer.from('\n]');
}

async function receiveMultipart(httpRequest: Request, spool: Spool, limits: Limits): Promise<ReceivedUpload> {
  const { text, file, hasTwoFiles } = await readParts(httpRequest, spool, limits);
  try {
    if (hasTwoFiles)
      throw invalidBody([{ path: 'file', message: 'The part file is there twice: send one.' }]);
    return {
      request: parseUploadRequest(parseRequestPart(text), { hasFilePart: file !== undefined }),
      ...(file && { file }),
    };
  } catch (error) {
    if (file !== undefined) await spool.remove(file.id);
    throw error;
  }
}

function parseRequestPart(text: string | undefined): unknown {
  if (text === undefined)
    throw invalidBody([{ path: 'request', message: 'The part request is missing: it holds the JSON.' }]);
  try {
    return JSON.parse(text);
  } catch {
    throw invalidBody([{ path: 'request', message: 'The part request is not JSON that can be read.' }]);
  }
}

interface Parts {
  text?: string;
  file?: ReceivedFile;
  isTooLarge?: boolean;
  hasTwoFiles?: boolean;
}

async function readParts(httpRequest: Request, spool: Spool, { maxFileBytes }: Limits): Promise<Parts> {
  const parts: Parts = {};
  const files: Promise<ReceivedFile>[] = [];
  const texts: Promise<void>[] = [];
  const busboy = createBusboy(httpRequest, maxFileBytes);
  busboy.on('field', (name, value) => {
    if (name === 'request') parts.text = value;
  });
  busboy.on('file', (name: string, stream: BusboyFileStream, fileName: string) => {
    if (name === 'request') {
      texts.push(readText(stream).then((text) => void (parts.text = text)));
      return;
    }
    if (name !== 'file' || files.length > 0) {
      parts.hasTwoFiles ||= name === 'file';
      stream.resume();
      return;
    }
    stream.on('limit', () => (parts.isTooLarge = true));
    const stored = storeFile(stream, spool, fileName);
    // Looked at when the whole body has come; a fault until then must not end the process.
    stored.catch(() => stream.resume());
    files.push(stored);
  });
  await new Promise<void>((resolve, reject) => {
    busboy.once('finish', resolve);
    busboy.once('error', () =>
      reject(new ProblemError('invalid_body', 'The multipart body is broken off or malformed.')),
    );
    httpRequest.once('aborted', () => reject(new ProblemError('invalid_body', 'The request broke off.')));
    httpRequest.pipe(busboy);
  }).catch((error: unknown) => {
    busboy.destroy();
    throw error;
  });
  await Promise.all(texts);
  const [file] = await Promise.all(files);
  if (file !== undefined && parts.isTooLarge) {
    await spool.remove(file.id);
    throw new ProblemError(
      'body_too_large',
      `The part file is larger than ${maxFileBytes} bytes (FETCH_MAX_BYTES).`,
    );
  }
  return file === undefined ? parts : { ...parts, file };
}

function createBusboy(httpRequest: Request, maxFileBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...httpRequest.headers, 'content-type': httpRequest.get('content-type') ?? '' },
      limits: { fieldSize: MAX_REQUEST_PART_BYTES, fileSize: maxFileBytes, parts: 8 },
    });
  } catch {
    throw new ProblemError('invalid_body', 'The multipart body names no boundary.');
  }
}

async function storeFile(content: Readable, spool: Spool, name: string): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  const hashed = content.pipe(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    }),
  );
  content.once('error', (error) => hashed.destroy(error));
  const file = await spool.store(hashed, 'source', name);
  return { ...file, sha256: hash.digest('hex') };
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
