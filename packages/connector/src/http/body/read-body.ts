import { pipeline, Readable, type Duplex } from 'node:stream';
import { invalidBody, ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { createContentDecoder } from '../../net/content-decoder';
import { arrivingChunks, tookTooLong, type BodyDeadlines } from './arriving-chunks';

export interface BodyLimits {
  /** Bytes, of the body as it comes and as it is when decoded. */
  readonly maxBytes: number;
  /** What the error advises when a body is larger. */
  readonly advice: string;
}

/** Bytes that a body is decoded to for each that came, beyond `FREE_BYTES`; contacts as JSON reach some 30. */
const MAX_RATIO = 100;
const FREE_BYTES = 1024 * 1024;

/**
 * The body of a request, decoded as `Content-Encoding` says. The request itself stays open however reading ends, so
 * that it can be answered. The stream fails with a ProblemError for a body that is too large, breaks off, does not come
 * in time, or is not what `Content-Encoding` claims.
 * @throws ProblemError for a declared length that is too large, or an encoding that is not supported
 */
export function readBody(request: Request, limits: BodyLimits, deadlines: BodyDeadlines): Readable {
  const decoder = createDecoder(request.get('content-encoding') ?? '');
  if (Number(request.get('content-length') ?? 0) > limits.maxBytes) throw bodyTooLarge(limits);
  const arrived = { bytes: 0 };
  const coded = limitArriving(arrivingChunks(request, deadlines), arrived, limits);
  const bytes =
    decoder === undefined
      ? coded
      : // A failure of either end is passed to the decoder, and with it to the reader.
        limitDecoded(
          pipeline(coded, decoder, () => undefined),
          arrived,
          limits,
        );
  return endInTime(Readable.from(bytes, { objectMode: false }), deadlines);
}

/** A reader that stands still waits for no byte, so no other deadline sees it. */
function endInTime(body: Readable, { totalMs }: BodyDeadlines): Readable {
  const timer = setTimeout(() => body.destroy(tookTooLong(totalMs)), totalMs);
  body.once('close', () => clearTimeout(timer));
  // Its reader, where there is still one, gets it as well.
  return body.on('error', () => undefined);
}

export function bodyTooLarge({ maxBytes, advice }: BodyLimits): ProblemError {
  return new ProblemError('body_too_large', `The body is larger than ${maxBytes} bytes: ${advice}`);
}

export function brokeOff(): ProblemError {
  return new ProblemError('invalid_body', 'The connection was closed before the body was complete.');
}

function createDecoder(encoding: string): Duplex | undefined {
  if (['', 'identity'].includes(encoding.trim().toLowerCase())) return undefined;
  const decoder = createContentDecoder(encoding);
  if (decoder !== undefined) return decoder;
  throw new ProblemError(
    'unsupported_media_type',
    'Content-Encoding must be one of gzip, deflate, br and zstd, once, or left out.',
  );
}

async function* limitArriving(
  chunks: AsyncIterable<Buffer>,
  arrived: { bytes: number },
  limits: BodyLimits,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      arrived.bytes += chunk.length;
      if (arrived.bytes > limits.maxBytes) throw bodyTooLarge(limits);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw brokeOff();
  }
}

async function* limitDecoded(
  decoded: Readable,
  arrived: { readonly bytes: number },
  limits: BodyLimits,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of decoded as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limits.maxBytes || bytes > FREE_BYTES + arrived.bytes * MAX_RATIO)
        throw bodyTooLarge(limits);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const message = 'The body is not encoded as Content-Encoding says, or is cut off.';
    throw invalidBody([{ path: '', message }]);
  }
}
