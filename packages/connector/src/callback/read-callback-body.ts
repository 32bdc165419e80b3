import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import { createFairLimiter } from '../jobs/fair-limiter';
import { readCallback, type ReadCallback } from './read-callback';

/** @returns undefined if the token is not known: then no more than the beginning of the body was read */
export type ReadCallbackBody = (
  request: IncomingMessage,
  token: string,
) => Promise<(() => ReadCallback) | undefined>;

/** 50,000 row numbers are 0.4 MB. */
const MAX_BYTES = 2 * 1024 * 1024;
/** Bytes that are taken of anybody: nearly every callback is smaller, and needs no look-up of its own. */
const MAX_BYTES_OF_STRANGERS = 16 * 1024;
/** Larger bodies that are in memory at once. */
const LARGE_AT_ONCE = 16;
/** No signal is needed: each of the readings before is bounded in time, and so is the wait for them. */
const NEVER = new AbortController().signal;

/**
 * Reads callbacks so that strangers cost little memory: of a body beyond 16 KiB no more is read before its token is
 * found, and few such bodies are in memory at once, of which one after another is looked into. By events, since
 * iterating over a request costs every callback a stream's worth of promises.
 * @param deadlineMs that a body may take
 */
export function createReadCallbackBody(
  isKnown: (token: string) => Promise<boolean>,
  deadlineMs: number,
): ReadCallbackBody {
  const large = createFairLimiter(LARGE_AT_ONCE);
  const readings = createFairLimiter(1);
  return async (request, token) => {
    const chunks: Buffer[] = [];
    const declared = Number(request.headers['content-length'] ?? 0);
    // Reading the body sends `100 Continue`, so the token is looked up first.
    const isAwaited = request.headers.expect !== undefined;
    const isSmall =
      !isAwaited &&
      declared <= MAX_BYTES_OF_STRANGERS &&
      (await collect(request, chunks, { maxBytes: MAX_BYTES_OF_STRANGERS, deadlineMs }));
    const text = () => Buffer.concat(chunks).toString('utf8');
    if (isSmall) return () => readCallback(text());
    if (!(await isKnown(token))) return undefined;
    const readLarge = async (): Promise<ReadCallback> => {
      const isWhole = await collect(request, chunks, { maxBytes: MAX_BYTES, deadlineMs });
      if (!isWhole) throw new ProblemError('body_too_large', 'A callback is at most 2 MiB.');
      return readings.run(async () => {
        // Others are answered before the next one.
        await nextTurn();
        return readCallback(text());
      }, NEVER);
    };
    const signal = AbortSignal.timeout(deadlineMs);
    const read = await large.run(readLarge, signal).catch((error: unknown) => {
      throw error === signal.reason ? tookTooLong(deadlineMs) : error;
    });
    return () => read;
  };
}

/**
 * Adds what comes of the body to the chunks. False: there are more bytes than allowed; then the request is paused.
 * @throws ProblemError if the body breaks off or takes too long
 */
function collect(
  request: IncomingMessage,
  chunks: Buffer[],
  { maxBytes, deadlineMs }: { readonly maxBytes: number; readonly deadlineMs: number },
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      request.pause();
      leave();
      resolve(false);
    };
    const end = () => {
      leave();
      resolve(true);
    };
    const fail = () => {
      leave();
      reject(new ProblemError('invalid_body', 'The request broke off before its body was complete.'));
    };
    const deadline = setTimeout(() => {
      request.pause();
      leave();
      reject(tookTooLong(deadlineMs));
    }, deadlineMs);
    const leave = () => {
      clearTimeout(deadline);
      request.off('data', take).off('end', end).off('error', fail);
      // A client that disconnects later does not matter here.
      request.on('error', () => undefined);
    };
    request.on('data', take).on('end', end).on('error', fail);
    // It went away while it was paused: no event will say so.
    if (request.destroyed) fail();
    else request.resume();
  });
}

function tookTooLong(deadlineMs: number): ProblemError {
  return new ProblemError(
    'request_timeout',
    `The body did not come within ${deadlineMs / 1000} s: send it again.`,
  );
}
