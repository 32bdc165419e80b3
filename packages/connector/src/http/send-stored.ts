import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { errorCode } from '../observe/error-code';

/**
 * Sends a stored file whose `Content-Length` has been set. One that cannot be read to its end is cut off, so that its
 * client sees that it is not complete.
 */
export async function sendStored(content: Readable, bytes: number, response: Response): Promise<void> {
  try {
    await pipeline(exactly(content, bytes), response);
  } catch (error) {
    if (!isClosedByClient(error)) throw error;
  }
}

/** @throws Error when the content is shorter: it was removed meanwhile */
async function* exactly(content: Readable, bytes: number): AsyncGenerator<Buffer> {
  let missing = bytes;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    missing -= chunk.length;
    yield chunk;
  }
  if (missing > 0) throw new Error(`${missing} bytes of a stored file are missing`);
}

/** Whether the client has gone while it was being answered. */
export function isClosedByClient(error: unknown): boolean {
  return errorCode(error) === 'ERR_STREAM_PREMATURE_CLOSE';
}
