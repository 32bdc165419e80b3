import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { createContentDecoder } from '../../net/content-decoder';

/** A coding that a body can be without, and how its first bytes show that the body is really in it. */
interface Coding {
  readonly names: readonly [string, ...string[]];
  /** Bytes that `matches` must see, where the body has as many. */
  readonly seenBytes: number;
  readonly matches: (beginning: Buffer) => boolean;
  /** Where a body in this coding needs another decoder than its name says. */
  readonly decoder?: (beginning: Buffer) => Transform | undefined;
}

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

const CODINGS: readonly Coding[] = [
  {
    names: ['gzip', 'x-gzip'],
    seenBytes: GZIP.length,
    matches: (beginning) => startsWith(beginning, GZIP),
  },
  {
    names: ['deflate'],
    seenBytes: 2,
    // Servers send both the format of RFC 1950, which the standard means, and the bare one of RFC 1951.
    matches: (beginning) => isZlib(beginning) || !isPlainText(beginning),
    decoder: (beginning) => (isZlib(beginning) ? undefined : createInflateRaw()),
  },
  {
    names: ['br'],
    seenBytes: 64,
    // Brotli has no signature, but no line of text looks like it.
    matches: (beginning) => !isPlainText(beginning) && !isArchive(beginning),
  },
  {
    names: ['zstd'],
    seenBytes: ZSTD.length,
    matches: (beginning) => startsWith(beginning, ZSTD),
  },
];

/** Codings that one response may name; a longer list is no sender's intention. */
const MAX_CODINGS = 5;

/** Whether a body is sent as the bytes of the file. */
export function isUncoded(header: string | string[] | undefined): boolean {
  return codingsOf(header).length === 0;
}

/**
 * The body without its content codings (RFC 9110, 8.4), undone from the last of the list to the first; we ask for none,
 * and some hosts compress all the same. An unknown name counts as no coding, and a body that does not begin in the
 * coding it claims is read as it is. Where a decoder fails later on, the stream fails with what `isDecoderFault` recognises.
 */
export async function decodeBody(body: Readable, header: string | string[] | undefined): Promise<Readable> {
  let decoded = body;
  for (const coding of codingsOf(header).reverse()) decoded = await undo(coding, decoded);
  return decoded;
}

function codingsOf(header: string | string[] | undefined): Coding[] {
  const names = [header ?? []].flat().join(',').toLowerCase().split(',');
  return names
    .flatMap((name) => CODINGS.find((coding) => coding.names.includes(name.trim())) ?? [])
    .slice(-MAX_CODINGS);
}

async function undo(coding: Coding, body: Readable): Promise<Readable> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  let beginning = Buffer.alloc(0);
  while (beginning.length < coding.seenBytes) {
    const next = await chunks.next();
    if (next.done === true) break;
    beginning = Buffer.concat([beginning, next.value]);
  }
  const whole = rejoined(beginning, chunks);
  const decoder =
    beginning.length > 0 && coding.matches(beginning)
      ? (coding.decoder?.(beginning) ?? createContentDecoder(coding.names[0]))
      : undefined;
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
  const isFault = typeof cause === 'object' && cause !== null && 'errno' in cause && 'code' in cause;
  return isFault && /^(Z_|ERR_|ZSTD_)/.test(String(cause.code));
}

/** The reader of the last stream is told of a failure by that stream. */
function ignore(): void {}

function startsWith(bytes: Buffer, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** RFC 1950: method 8, a window of at most 32 KiB, and a check of both bytes. */
function isZlib(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && bytes.length > 1;
}

function isArchive(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 2) === 'PK';
}

/** Whether the bytes could begin a text: none is a control character that texts do not have. */
function isPlainText(bytes: Buffer): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
