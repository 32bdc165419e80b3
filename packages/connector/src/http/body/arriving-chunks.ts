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
 * What comes of a body. The request itself stays open however reading ends, so that it can be answered.
 * @throws ProblemError if it makes no progress or takes too long; whatever the request fails with
 */
export async function* arrivingChunks(
  request: IncomingMessage,
  { idleMs, totalMs }: BodyDeadlines,
): AsyncGenerator<Buffer> {
  // A request that is destroyed takes its socket along, and with it the answer.
  const chunks = request.iterator({ destroyOnReturn: false });
  const end = performance.now() + totalMs;
  try {
    for (;;) {
      const leftMs = end - performance.now();
      const next = await within(chunks.next(), Math.min(idleMs, leftMs), () => {
        throw leftMs < idleMs ? tookTooLong(totalMs) : stoodStill(idleMs);
      });
      if (next.done === true) return;
      yield next.value as Buffer;
    }
  } finally {
    // It ends after the chunk that it waits for, which may never come.
    chunks.return?.().catch(() => undefined);
  }
}

export function tookTooLong(totalMs: number): ProblemError {
  return new ProblemError(
    'request_timeout',
    `The body did not come within ${totalMs / 1000} s: send it again.`,
  );
}

function stoodStill(idleMs: number): ProblemError {
  return new ProblemError(
    'request_timeout',
    `No byte of the body came for ${idleMs / 1000} s: send it again.`,
  );
}
