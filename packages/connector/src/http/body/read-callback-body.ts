import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { decodeText } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { readCallback, type ReadCallback } from '../../callback/read-callback';
import { createFairLimiter } from '../../jobs/fair-limiter';
import { decodeBody, isDecoderFault, isUncoded } from '../../net/decode-body';
import { tookTooLong } from './arriving-chunks';
import { bodyTooLarge, brokeOff, type BodyLimits } from './read-body';

/** @returns undefined if the token is not known: then no more than the beginning of the body was read */
export type ReadCallbackBody = (request: Request, token: string) => Promise<(() => ReadCallback) | undefined>;

/** 50,000 row numbers are 0.4 MB. */
const LIMITS: BodyLimits = { maxBytes: 2 * 1024 * 1024, advice: 'a callback is smaller.' };
/** Bytes that are read before the token is found: nearly every callback is smaller, and needs no look-up of its own. */
const UNVERIFIED_MAX_BYTES = 16 * 1024;
/** Larger bodies that are in memory at once. */
const LARGE_AT_ONCE = 16;
/** No signal is needed: each of the readings before is bounded in time, and so is the wait for them. */
const NEVER = new AbortController().signal;

/**
 * Reads callbacks so that those with unknown tokens cost little memory: of a body beyond 16 KiB no more is read before
 * its token is found, and few such bodies are in memory at once, of which one after another is looked into. By events,
 * since iterating over a request costs every callback a stream's worth of promises.
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
    const coding = request.headers['content-encoding'];
    const declared = Number(request.headers['content-length'] ?? 0);
    // Reading the body sends `100 Continue`, so the token is looked up first.
    const isAwaited = request.headers.expect !== undefined;
    const isSmall =
      !isAwaited &&
      isUncoded(coding) &&
      declared <= UNVERIFIED_MAX_BYTES &&
      (await collect(request, chunks, { maxBytes: UNVERIFIED_MAX_BYTES, deadlineMs }));
    if (isSmall) return () => readCallback(textOf(Buffer.concat(chunks)));
    if (!(await isKnown(token))) return undefined;
    const readLarge = async (): Promise<ReadCallback> => {
      const body = await decode(await collectAll(request, chunks, deadlineMs), coding);
      return readings.run(async () => {
        // Others are answered before the next one.
        await nextTurn();
        return readCallback(textOf(body));
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
 * What cannot be decoded is taken as it came: a callback is recorded even if it says nothing.
 * @throws ProblemError for a body that is too large when decoded
 */
async function decode(body: Buffer, coding: string | undefined): Promise<Buffer> {
  if (isUncoded(coding)) return body;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of (await decodeBody(Readable.from([body]), coding)) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > LIMITS.maxBytes) throw bodyTooLarge(LIMITS);
      chunks.push(chunk);
    }
  } catch (error) {
    if (isDecoderFault(error)) return body;
    throw error;
  }
  return Buffer.concat(chunks);
}

/** UTF-16 is known by its mark. */
function textOf(body: Buffer): string {
  return (isUtf8(body) ? body : decodeText(body).utf8).toString('utf8');
}

/** @throws ProblemError as `collect` does, and for a body that is too large */
async function collectAll(request: Request, chunks: Buffer[], deadlineMs: number): Promise<Buffer> {
  if (!(await collect(request, chunks, { maxBytes: LIMITS.maxBytes, deadlineMs })))
    throw bodyTooLarge(LIMITS);
  return Buffer.concat(chunks);
}

/**
 * Adds what comes of the body to the chunks. False: there are more bytes than allowed; then the request is paused.
 * @throws ProblemError if the body breaks off or takes too long
 */
function collect(
  request: Request,
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
      reject(brokeOff());
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
