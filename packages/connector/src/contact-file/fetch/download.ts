import type { Readable } from 'node:stream';
import { recogniseContent, RECOGNISED_BYTES } from '@ozonetel-bulk-upload/shared-types';
import type { FileWriter, NewFile } from '../../store/spool/file-writer';
import { ContactFileError } from '../contact-file-error';
import { createCharsetConverter, UnreadableCharsetError, type CharsetConverter } from './charset-converter';
import { decodeBody, isDecoderFault, isUncoded } from '../../net/decode-body';
import { openResponse, type OpenRequest, type OpenResponse } from './open-response';
import { isAllOf, isRestOf, mayBeAllOf, partOf, versionOf, type FileVersion } from './file-version';
import { firstField } from './header-field';
import { isPageText } from './page-text';
import { refuseStatus } from './refuse-status';

export interface Download<File extends NewFile> extends OpenRequest {
  readonly createFile: () => FileWriter<File>;
  readonly maxBytes: number;
}

/** How often a download that broke off is taken up again. */
const MAX_RESUMES = 3;

/** What was written so far, and what must be the same for the rest to fit on. */
interface Progress<File extends NewFile> {
  /** None before the first byte. */
  file: FileWriter<File> | undefined;
  /** Of what came, as it came but for content codings. */
  bytes: number;
  converter: CharsetConverter | undefined;
  version: FileVersion;
}

/**
 * Downloads into a new file. If the line breaks, asks for the rest if the host can send it, or begins again.
 * @throws ContactFileError
 */
export async function download<File extends NewFile>(order: Download<File>): Promise<File> {
  const progress: Progress<File> = { file: undefined, bytes: 0, converter: undefined, version: {} };
  for (let resumes = 0; ; resumes += 1) {
    try {
      await downloadRest(order, progress);
      const file = progress.file ?? order.createFile();
      if (progress.converter !== undefined) await file.write(progress.converter.end());
      return await file.end();
    } catch (error) {
      const mayResume = error instanceof BrokenOffError && resumes < MAX_RESUMES && !order.signal.aborted;
      if (mayResume) continue;
      // If this fails, too, the sweep removes it.
      await progress.file?.abort().catch(() => undefined);
      if (error instanceof UnreadableCharsetError) throw unreadableText(order.url, error);
      throw error instanceof BrokenOffError && !order.signal.aborted ? brokenOff(order.url, error) : error;
    }
  }
}

/** Its message is the last sentence of what the user reads. */
class BrokenOffError extends Error {
  override readonly name = 'BrokenOffError';
}

async function downloadRest<File extends NewFile>(
  order: Download<File>,
  progress: Progress<File>,
): Promise<void> {
  const { validator } = progress.version;
  const isResuming = progress.bytes > 0 && validator !== undefined;
  const response = await openResponse({
    ...order,
    headers: {
      'user-agent': 'ozonetel-connector',
      accept: '*/*',
      ...order.headers,
      'accept-encoding': 'identity',
      ...(isResuming ? { range: `bytes=${progress.bytes}-`, 'if-range': validator } : {}),
    },
  });
  response.body.on('error', () => undefined);
  try {
    if (!isWhole(response) && !(isResuming && isRestOf(response, progress))) {
      progress.version = {};
      throw new BrokenOffError(
        isResuming
          ? `The host answered ${response.status} to the request for the rest of the file, without that rest.`
          : `The host answered ${response.status} to a request for the whole file, without all of it: use another link to the file.`,
      );
    }
    refuseStatus(response);
    if (isWhole(response)) await restart(response, order, progress);
    refuseLength(response, order.maxBytes - progress.bytes, order.maxBytes);
    if (isWhole(response)) progress.version = versionOf(response);
    await save(response, order, progress);
    if (isReset(response)) throw new BrokenOffError('The host reset the connection.');
    if (isCut(response, progress.bytes)) {
      progress.version = {};
      throw new BrokenOffError('The host sent another part of the file than its Content-Range says.');
    }
  } finally {
    response.body.destroy();
  }
}

/** 203: a proxy has changed something about the answer. */
const WHOLE_STATUSES = [200, 203];
const PARTIAL_CONTENT = 206;
const RANGE_NOT_SATISFIABLE = 416;

/** Characters of the name of an encoding that a message shows. */
const MAX_CHARSET_CHARACTERS = 40;

/** Whether the answer is about the whole file, also when the answer is an error status. */
function isWhole(response: OpenResponse): boolean {
  const part = partOf(response);
  if (response.status === PARTIAL_CONTENT) return part !== undefined && isAllOf(part);
  // Some scripts send a part of a file and forget to say so by the status.
  if (WHOLE_STATUSES.includes(response.status)) return part === undefined || mayBeAllOf(part);
  return response.status !== RANGE_NOT_SATISFIABLE;
}

/** Whether fewer or more bytes came than the answer says: its length is that of the body, or is not given. */
function isCut(response: OpenResponse, bytes: number): boolean {
  const part = partOf(response);
  if (part === undefined || !isUncoded(response.headers['content-encoding'])) return false;
  return part.last !== bytes - 1;
}

/** Whether a body that ends with its connection ended with one that broke (RFC 9112, 8). */
function isReset({ headers, wasReset }: OpenResponse): boolean {
  const isChunked = /\bchunked\s*$/i.test([headers['transfer-encoding'] ?? []].flat().join(','));
  return wasReset() && !isChunked && headers['content-length'] === undefined;
}

async function restart<File extends NewFile>(
  { headers }: OpenResponse,
  { createFile }: Download<File>,
  progress: Progress<File>,
): Promise<void> {
  await progress.file?.abort();
  progress.file = createFile();
  progress.bytes = 0;
  progress.converter = createCharsetConverter(firstField(headers['content-type']));
}

async function save<File extends NewFile>(
  response: OpenResponse,
  { maxBytes, signal }: Download<File>,
  progress: Progress<File>,
): Promise<void> {
  const isFromStart = progress.bytes === 0;
  let beginning = Buffer.alloc(0);
  try {
    const body: Readable = await decodeBody(response.body, appliedCodings(response));
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (progress.bytes + chunk.length > maxBytes) throw tooLarge(response.url, maxBytes);
      if (progress.bytes < RECOGNISED_BYTES) {
        beginning = Buffer.concat([beginning, chunk.subarray(0, RECOGNISED_BYTES)]);
        if (recogniseContent(beginning) === 'page') throw webPage(response);
      }
      await progress.file?.write(progress.converter?.add(chunk) ?? chunk);
      progress.bytes += chunk.length;
    }
    const contentType = firstField(response.headers['content-type']);
    if (isFromStart && isPageText(contentType, beginning)) throw webPage(response);
  } catch (cause) {
    const isKnown = cause instanceof ContactFileError || cause instanceof UnreadableCharsetError;
    if (isKnown || signal.aborted) throw cause;
    if (isDecoderFault(cause)) throw undecodable(response.url, cause);
    throw new BrokenOffError('The connection was lost.', { cause });
  }
}

/** In the order that they were applied in: a file in a content coding may be sent in a transfer coding (RFC 9112, 7). */
function appliedCodings({ headers }: OpenResponse): string[] {
  return [headers['content-encoding'] ?? [], headers['transfer-encoding'] ?? []].flat();
}

function webPage({ url, provider }: OpenResponse): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    `${provider.name} (${url.host}) answers with a web page, often a login, instead of a file: ${provider.remedy}`,
  );
}

function refuseLength({ headers, url }: OpenResponse, room: number, maxBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > room) throw tooLarge(url, maxBytes);
}

function undecodable({ host }: URL, cause: unknown): ContactFileError {
  return new ContactFileError(
    'file_unreachable',
    `${host} sends the file compressed, and it cannot be unpacked: it is damaged at the host or was cut off there.`,
    { cause },
  );
}

function unreadableText({ host }: URL, { charset }: UnreadableCharsetError): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    `${host} sends the file as a text in the encoding "${charset.slice(0, MAX_CHARSET_CHARACTERS)}", which cannot be read. Save it as UTF-8.`,
  );
}

function tooLarge({ host }: URL, maxBytes: number): ContactFileError {
  return new ContactFileError(
    'file_too_large',
    `The contact file at ${host} is larger than ${maxBytes} bytes, which is the limit. Divide it, or raise FETCH_MAX_BYTES of the connector.`,
  );
}

function brokenOff({ host }: URL, { message, cause }: BrokenOffError): ContactFileError {
  return new ContactFileError(
    'file_unreachable',
    `The download from ${host} broke off ${MAX_RESUMES + 1} times. ${message}`,
    { retryable: true, cause },
  );
}
