import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { recogniseContent, RECOGNISED_BYTES } from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../contact-file-error';
import { decodeBody } from './decode-body';
import { fileNameOf } from './file-name';
import { openResponse, type OpenRequest, type OpenResponse } from './open-response';
import { refuseStatus } from './refuse-status';

export interface Download extends OpenRequest {
  /** Empty, open for writing. */
  readonly file: FileHandle;
  readonly maxBytes: number;
}

/** How often a download that broke off is taken up again. */
const MAX_RESUMES = 3;

/** What was written so far, and what must be the same for the rest to fit on. */
interface Progress {
  bytes: number;
  validator: string | undefined;
  name: string | undefined;
}

/**
 * Downloads into a file. Where the line breaks, asks for the rest if the host can send it, or begins again.
 * @throws ContactFileError
 */
export async function download(order: Download): Promise<{ bytes: number; name?: string }> {
  const progress: Progress = { bytes: 0, validator: undefined, name: undefined };
  for (let resumes = 0; ; resumes += 1) {
    try {
      await downloadRest(order, progress);
      const { bytes, name } = progress;
      return name === undefined ? { bytes } : { bytes, name };
    } catch (error) {
      const mayResume = error instanceof BrokenOffError && resumes < MAX_RESUMES && !order.signal.aborted;
      if (mayResume) continue;
      throw error instanceof BrokenOffError && !order.signal.aborted
        ? brokenOff(order.url, error.cause)
        : error;
    }
  }
}

class BrokenOffError extends Error {
  override readonly name = 'BrokenOffError';
}

async function downloadRest(order: Download, progress: Progress): Promise<void> {
  const isResuming = progress.bytes > 0 && progress.validator !== undefined;
  const response = await openResponse({
    ...order,
    headers: {
      'user-agent': 'ozonetel-connector',
      accept: '*/*',
      ...order.headers,
      'accept-encoding': 'identity',
      ...(isResuming ? { range: `bytes=${progress.bytes}-`, 'if-range': progress.validator ?? '' } : {}),
    },
  });
  response.body.on('error', () => undefined);
  try {
    if (!isWhole(response) && !isRest(response, progress.bytes)) {
      progress.validator = undefined;
      throw new BrokenOffError('The host sends another part than the one that is missing.');
    }
    refuseStatus(response);
    if (isWhole(response)) await restart(order.file, progress);
    refuseLength(response, order.maxBytes - progress.bytes, order.maxBytes);
    progress.validator = validatorOf(response);
    progress.name = fileNameOf(response.headers['content-disposition'], response.url);
    await save(response, order, progress);
  } finally {
    response.body.destroy();
  }
}

const PARTIAL_CONTENT = 206;
const RANGE_NOT_SATISFIABLE = 416;

/** Whether the answer is about the whole file, were it that there is none. */
function isWhole({ status }: OpenResponse): boolean {
  return status !== PARTIAL_CONTENT && status !== RANGE_NOT_SATISFIABLE;
}

/** Whether the answer goes on where the file ends. */
function isRest({ status, headers }: OpenResponse, from: number): boolean {
  if (status !== PARTIAL_CONTENT) return false;
  return String(headers['content-range']).trim().toLowerCase().startsWith(`bytes ${from}-`);
}

async function restart(file: FileHandle, progress: Progress): Promise<void> {
  await file.truncate(0);
  progress.bytes = 0;
}

/** What proves on resuming that the file is still the same: a strong ETag, else the time of its last change. */
function validatorOf({ headers }: OpenResponse): string | undefined {
  const coding = String(headers['content-encoding'] ?? 'identity');
  if (coding !== 'identity' || headers['accept-ranges'] === 'none') return undefined;
  const etag = String(headers['etag'] ?? '');
  if (etag.startsWith('"')) return etag;
  const modified = headers['last-modified'];
  return modified === undefined ? undefined : String(modified);
}

async function save(response: OpenResponse, order: Download, progress: Progress): Promise<void> {
  const { file, maxBytes, signal } = order;
  const body: Readable = decodeBody(response.body, response.headers['content-encoding']);
  let beginning = Buffer.alloc(0);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (progress.bytes + chunk.length > maxBytes) throw tooLarge(response.url, maxBytes);
      if (progress.bytes < RECOGNISED_BYTES) {
        beginning = Buffer.concat([beginning, chunk.subarray(0, RECOGNISED_BYTES)]);
        refusePage(response, beginning);
      }
      await file.write(chunk, 0, chunk.length, progress.bytes);
      progress.bytes += chunk.length;
    }
  } catch (cause) {
    if (cause instanceof ContactFileError || signal.aborted) throw cause;
    throw new BrokenOffError('The line broke.', { cause });
  }
}

function refusePage({ url, provider }: OpenResponse, beginning: Buffer): void {
  if (recogniseContent(beginning) !== 'page') return;
  throw new ContactFileError(
    'file_not_a_contact_file',
    `${provider.name} (${url.host}) answers with a web page, often a login, instead of a file: ${provider.remedy}`,
  );
}

function refuseLength({ headers, url }: OpenResponse, room: number, maxBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > room) throw tooLarge(url, maxBytes);
}

function tooLarge({ host }: URL, maxBytes: number): ContactFileError {
  return new ContactFileError(
    'file_too_large',
    `The contact file at ${host} is larger than ${maxBytes} bytes, which is the limit. Divide it, or raise FETCH_MAX_BYTES of the connector.`,
  );
}

function brokenOff({ host }: URL, cause: unknown): ContactFileError {
  return new ContactFileError(
    'file_unreachable',
    `The download from ${host} broke off ${MAX_RESUMES + 1} times.`,
    { retryable: true, cause },
  );
}
