import { isUtf8 } from 'node:buffer';
import { PassThrough, pipeline, type Duplex, type Readable } from 'node:stream';
import { brotliDecompressSync, constants, createInflateRaw, inflateRawSync, inflateSync } from 'node:zlib';
import { CodedMembers, MembersError } from './coded-members';
import { createContentDecoder } from './content-decoder';

/** A coding that a body can be without. */
interface Coding {
  readonly names: readonly [string, ...string[]];
  /** What undoes it; undefined if the body does not begin as one in this coding. */
  readonly createDecoder: (beginning: Buffer) => Duplex | undefined;
}

/** Bytes that are looked at, if the body has as many: no text of that length looks compressed, or the other way round. */
const SEEN_BYTES = 512;
const GZIP = [0x1f, 0x8b];
/** Of a frame of data, and of one with remarks, which may stand before it, without its first byte (RFC 8878, 3.1). */
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const ZSTD_REMARKS = [0x2a, 0x4d, 0x18];

const CODINGS: readonly Coding[] = [
  {
    names: ['gzip', 'x-gzip'],
    createDecoder: (beginning) => (startsWith(beginning, GZIP) ? createContentDecoder('gzip') : undefined),
  },
  {
    names: ['deflate'],
    // Servers send both the format of RFC 1950, which the standard means, and the bare one of RFC 1951.
    createDecoder: (beginning) => {
      if (isText(beginning)) return undefined;
      if (decodedBytes(beginning, inflateSync, ZLIB) !== undefined) return createContentDecoder('deflate');
      return decodedBytes(beginning, inflateRawSync, ZLIB) === undefined
        ? undefined
        : new CodedMembers(createInflateRaw);
    },
  },
  {
    names: ['br'],
    createDecoder: (beginning) =>
      !isText(beginning) && !isArchive(beginning) && isBrotli(beginning)
        ? createContentDecoder('br')
        : undefined,
  },
  {
    names: ['zstd'],
    createDecoder: (beginning) => (isZstd(beginning) ? createContentDecoder('zstd') : undefined),
  },
];

/** Codings that one response may name; a longer list is not what a sender intends. */
const MAX_CODINGS = 5;

/** Whether a body is sent as the bytes of the file. */
export function isUncoded(header: string | string[] | undefined): boolean {
  return codingsOf(header).length === 0;
}

/**
 * The body without its content codings (RFC 9110, 8.4) and transfer codings other than chunked, undone from the last of
 * the list to the first; we ask for none, and some hosts compress all the same. An unknown name counts as no coding, and a
 * body that does not begin in the coding it claims is read as it is. If a decoder fails later on, the stream fails with
 * what `isDecoderFault` recognizes.
 */
export async function decodeBody(body: Readable, header: string | string[] | undefined): Promise<Readable> {
  let decoded = body;
  for (const coding of codingsOf(header).reverse()) decoded = await undo(coding, decoded);
  return decoded;
}

function codingsOf(header: string | string[] | undefined): Coding[] {
  const names = [header ?? []].flat().join(',').toLowerCase().split(',').map(nameOf);
  return names
    .flatMap((name) => CODINGS.find((coding) => coding.names.includes(name)) ?? [])
    .slice(-MAX_CODINGS);
}

/** Some servers repeat what the request accepts, weights among it: `gzip;q=1.0`. */
function nameOf(item: string): string {
  return (item.split(';', 1)[0] ?? '').replace(/[\s"]/g, '');
}

async function undo(coding: Coding, body: Readable): Promise<Readable> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  let beginning = Buffer.alloc(0);
  while (beginning.length < SEEN_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    beginning = Buffer.concat([beginning, next.value]);
  }
  const whole = rejoined(beginning, chunks);
  const decoder = beginning.length > 0 ? coding.createDecoder(beginning) : undefined;
  return pipeline(whole, decoder ?? new PassThrough(), ignore);
}

async function* rejoined(beginning: Buffer, rest: AsyncIterableIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (beginning.length > 0) yield beginning;
    yield* rest;
  } finally {
    await rest.return?.();
  }
}

/**
 * Whether reading a decoded body failed for its content, not for the connection. Node names zlib's faults `Z_…`, brotli's
 * `ERR_…` and zstd's `ZSTD_…`; all of them carry a number.
 */
export function isDecoderFault(cause: unknown): boolean {
  if (cause instanceof MembersError) return true;
  const isFault = typeof cause === 'object' && cause !== null && 'errno' in cause && 'code' in cause;
  return isFault && /^(Z_|ERR_|ZSTD_)/.test(String(cause.code));
}

/** A failure reaches the reader through the last stream. */
function ignore(): void {}

function startsWith(bytes: Buffer, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function isZstd(bytes: Buffer): boolean {
  const hasRemarks = (bytes[0] ?? 0) >> 4 === 0x5 && startsWith(bytes.subarray(1), ZSTD_REMARKS);
  return hasRemarks || startsWith(bytes, ZSTD);
}

type DecodeAll = (bytes: Buffer, options: { finishFlush: number; maxOutputLength: number }) => Buffer;

/** In the place of the flush that would find the end of a beginning missing. */
const ZLIB = constants.Z_SYNC_FLUSH;
const BROTLI = constants.BROTLI_OPERATION_FLUSH;
/** More is as good a proof as any, and must not be made at once. */
const MAX_TRIAL_BYTES = 256 * 1024;

/** How many bytes a decoder makes of the beginning of a body; undefined if it finds a fault. */
function decodedBytes(beginning: Buffer, decodeAll: DecodeAll, finishFlush: number): number | undefined {
  try {
    return decodeAll(beginning, { finishFlush, maxOutputLength: MAX_TRIAL_BYTES }).length;
  } catch (error) {
    return isDecoderFault(error) ? undefined : MAX_TRIAL_BYTES;
  }
}

/** Bytes of a stream of brotli that holds nothing, at most. */
const EMPTY_BROTLI_BYTES = 2;

/**
 * Brotli has no signature, and what begins with `;` or `3` is a whole stream of nothing. A body that came whole must end
 * as one, too.
 */
function isBrotli(beginning: Buffer): boolean {
  const isWhole = beginning.length < SEEN_BYTES;
  const ending = isWhole ? constants.BROTLI_OPERATION_FINISH : BROTLI;
  const bytes = decodedBytes(beginning, brotliDecompressSync, ending);
  if (bytes === undefined) return false;
  return bytes > 0 || !isWhole || beginning.length <= EMPTY_BROTLI_BYTES;
}

function isArchive(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 2) === 'PK';
}

/** Control characters of texts: tab, line feeds, page breaks, and Ctrl-Z at the end. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a]);
/** Compressed bytes are of every kind: so many without a control character among them are text in some encoding. */
const TEXT_BYTES = 100;

/** Whether the bytes begin a text: none is a control character that texts do not have. */
function isText(bytes: Buffer): boolean {
  if (!bytes.every((byte) => byte >= 0x20 || TEXT_CONTROLS.has(byte))) return false;
  // The last character may be cut.
  const isInUtf8 = [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - cut))));
  return isInUtf8 || bytes.length >= TEXT_BYTES;
}
