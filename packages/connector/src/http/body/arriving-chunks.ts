import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import { within } from '../within';

/** Milliseconds that a body may take to arrive. */
export interface BodyDeadlines {
  /** Without a byte while one is waited for. */
  readonly idleMs: number;
  readonly totalMs: number;
}

/**
 * Bytes for each of which a body may be waited for a little longer: 500 a second, as Apache's mod_reqtimeout has it.
 * Without it a caller that sends a byte now and then keeps a place from others for as long as a large file may take.
 */
const BYTES_PER_MS = 0.5;

/**
 * What comes of a body. The request itself stays open however reading ends, so that it can be answered.
 * @throws ProblemError if it makes no progress, too little, or takes too long; whatever the request fails with
 */
export async function* arrivingChunks(
  request: IncomingMessage,
  { idleMs, totalMs }: BodyDeadlines,
): AsyncGenerator<Buffer> {
  // A request that is destroyed takes its socket along, and with it the answer.
  const chunks = request.iterator({ destroyOnReturn: false });
  const end = performance.now() + totalMs;
  let bytes = 0;
  let waitedMs = 0;
  try {
    for (;;) {
      const asked = performance.now();
      const leftMs = end - asked;
      const paceMs = idleMs + bytes / BYTES_PER_MS - waitedMs;
      const next = await within(chunks.next(), Math.min(idleMs, leftMs, paceMs), () => {
        if (leftMs < Math.min(idleMs, paceMs)) throw tookTooLong(totalMs);
        throw paceMs < idleMs ? tooSlow() : stoodStill(idleMs);
      });
      if (next.done === true) return;
      const chunk = next.value as Buffer;
      // The time in which nobody asked for more is not the caller's.
      waitedMs += performance.now() - asked;
      bytes += chunk.length;
      yield chunk;
    }
  } finally {
    // It ends after the chunk that it waits for, which may never come.
    chunks.return?.().catch(() => undefined);
  }
}

export function tookTooLong(totalMs: number): ProblemError {
  return new ProblemError(
    'request_timeout',
    `The body did not arrive within ${totalMs / 1000} s. Send the request again.`,
  );
}

function tooSlow(): ProblemError {
  return new ProblemError(
    'request_timeout',
    `The body arrives too slowly: at least ${BYTES_PER_MS * 1000} bytes a second are required. Send the request again.`,
  );
}

function stoodStill(idleMs: number): ProblemError {
  return new ProblemError(
    'request_timeout',
    `No data was received for ${idleMs / 1000} s. Send the request again.`,
  );
}
