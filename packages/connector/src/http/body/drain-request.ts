import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes and milliseconds that the rest of a body may take once it has been answered; then the line is cut. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;
const DRAIN_MS = 10_000;

/**
 * Discards what still comes of a body after its answer: a caller that is cut off while sending does not see the
 * answer, and one that never ends must not hold a socket.
 */
export function drainAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (request.complete || request.destroyed) return;
    let bytes = 0;
    const cut = () => void request.destroy();
    const deadline = setTimeout(cut, DRAIN_MS);
    request.once('close', () => clearTimeout(deadline));
    request.once('end', () => clearTimeout(deadline));
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_DRAINED_BYTES) cut();
    });
    request.resume();
  });
}
