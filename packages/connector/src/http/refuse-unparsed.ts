import { randomUUID } from 'node:crypto';
import { maxHeaderSize, STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import { errorCode } from '../observe/error-code';
import type { Logger } from '../observe/logger';
import { createSampledWarning } from '../observe/sampled-warning';

/** Milliseconds that a refused caller may go on sending: one that is cut off at once may not see the answer. */
const LINGER_MS = 2_000;

export interface UnparsedRequests {
  /** Remembers the answer to the request that came last on its connection. */
  note(response: ServerResponse): void;
  /** Takes Node's `clientError`. */
  refuse(error: Error, socket: Duplex): void;
}

/**
 * Answers what Node cannot read as a request, which no handler sees, as a problem; then the connection is closed. An
 * answer that has begun is not written into: where it has not ended, the connection is cut.
 */
export function createUnparsedRequests(logger: Logger): UnparsedRequests {
  const warn = createSampledWarning(logger, 'a request could not be read');
  const answers = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  const answer = (error: Error, socket: Duplex, requestId: string): void => {
    if (!socket.writable) return;
    // By its code alone: the error carries what was sent, keys included.
    warn(errorCode(error), { requestId });
    socket.end(writeProblem(toProblemError(error), requestId));
    closeSoon(socket);
  };
  return {
    note: (response) => void answers.set(response.req.socket, response),
    refuse(error, socket) {
      // What else comes is parsed, and fails, again.
      if (refused.has(socket)) return;
      refused.add(socket);
      const last = answers.get(socket);
      // Its answer is being written to the end.
      if (!socket.writable) closeSoon(socket);
      else if (last === undefined || (last.req.complete && last.writableFinished))
        answer(error, socket, randomUUID());
      else if (last.req.complete) last.once('finish', () => answer(error, socket, randomUUID()));
      else if (last.writableEnded) closeSoon(socket.end());
      else if (last.headersSent) socket.destroy();
      else answer(error, socket, String(last.getHeader('X-Request-Id') ?? randomUUID()));
    },
  };
}

function closeSoon(socket: Duplex): void {
  const cutOff = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(cutOff));
}

function toProblemError(error: Error): ProblemError {
  switch (errorCode(error)) {
    case 'HPE_HEADER_OVERFLOW':
      return new ProblemError(
        'headers_too_large',
        `The request line and the headers may have ${maxHeaderSize / 1024} KiB together. Shorten the query or the headers.`,
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new ProblemError(
        'body_too_large',
        'The chunk extensions of the body are too long. Leave them out.',
      );
    case 'HPE_INVALID_EOF_STATE':
      return new ProblemError('invalid_body', 'The connection was closed before the request was complete.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError(
        'request_timeout',
        'The request did not arrive in time. Send it again, on a new connection.',
      );
    case undefined:
    default:
      return new ProblemError('invalid_body', 'The request is not valid HTTP/1.1 (RFC 9112).');
  }
}

function writeProblem(error: ProblemError, requestId: string): string {
  const problem = error.toProblem(requestId);
  const body = JSON.stringify(problem);
  const lines = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
