import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes and milliseconds that the rest of a body may take once it has been answered; then the connection is cut. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;
const DRAIN_MS = 10_000;

/**
 * Discards what still comes of a body after its answer: a caller that is cut off while sending does not see the
 * answer, and one that never ends must not hold a socket.
 */
export function drainAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => void drain(request));
}

/**
 * Answers with a body whose length is set, and ends the answer when the request has been received or cut: with
 * `Connection: close`, its end closes the connection.
 */
export function endWhenReceived(response: ServerResponse, body: Buffer): void {
  const { req: request } = response;
  // A caller that waits for 100 Continue sends nothing more.
  if (request.complete || isAwaitingContinue(request, response)) {
    response.end(body);
    return;
  }
  response.write(body);
  void drain(request).then(() => response.end());
}

function drain(request: IncomingMessage): Promise<void> {
  const { socket } = request;
  if (request.complete || request.destroyed || socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const cut = () => void request.destroy();
    const deadline = setTimeout(cut, DRAIN_MS);
    const end = (): void => {
      clearTimeout(deadline);
      socket.off('close', end);
      resolve();
    };
    request.once('close', end).once('end', end);
    // A request that has been answered emits nothing when its connection goes.
    socket.once('close', end);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_DRAINED_BYTES) {
        cut();
        return;
      }
      // One piece in each turn of the event loop: a thousand who post megabytes do not keep it from others.
      request.pause();
      setImmediate(() => request.resume());
    });
    request.resume();
  });
}

const awaitingContinue = new WeakSet<IncomingMessage>();

/**
 * Lets a caller that asks with `Expect: 100-continue` send its body when something begins to read it, which is after
 * its key or token was found right (RFC 9110, 10.1.1).
 */
export function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  awaitingContinue.add(request);
  const { shouldKeepAlive } = response;
  // A body that may or may not come leaves the connection without a known place for the next request.
  response.shouldKeepAlive = false;
  const read = request._read.bind(request);
  request._read = (size) => {
    if (awaitingContinue.delete(request) && !response.headersSent) {
      response.shouldKeepAlive = shouldKeepAlive;
      response.writeContinue();
    }
    read(size);
  };
}

function isAwaitingContinue(request: IncomingMessage, response: ServerResponse): boolean {
  return awaitingContinue.has(request) && !response.headersSent;
}
