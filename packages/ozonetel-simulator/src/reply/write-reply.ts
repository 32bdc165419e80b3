import type { Response } from 'express';
import type { StruckFaults } from '../fault/fault-rules';
import { REPLY_TEXTS } from '../vendor-texts';

/** A reply as it is sent. */
export interface WireReply {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

/** What to do with the connection: to reply, or something else. */
export type ReplyPlan =
  { readonly kind: 'never' | 'cut' } | { readonly kind: 'write'; readonly reply: WireReply };

const JAVA_ERROR = {
  timestamp: '2024-01-01T00:00:00.000+00:00',
  status: 500,
  error: 'Internal Server Error',
};

/** The vendor's reply, or what the faults make of it. */
export function planReply(
  message: string,
  { errorHttpStatus, faults }: { errorHttpStatus: number; faults: StruckFaults },
): ReplyPlan {
  if (faults.has('connection-cut-after-request')) return { kind: 'cut' };
  if (faults.has('reply-never')) return { kind: 'never' };
  if (faults.has('reply-500')) return write(500, 'text/plain', 'Internal Server Error');
  if (faults.has('reply-500-json')) return write(500, 'application/json', JSON.stringify(JAVA_ERROR));
  if (faults.has('reply-html')) {
    return write(200, 'text/html', '<!doctype html><title>Sign in</title><p>Please sign in again.');
  }
  if (faults.has('reply-empty')) return write(200, 'application/json', '');
  const status = message === REPLY_TEXTS.processing ? 'success' : 'error';
  const body = JSON.stringify({ status, message });
  return write(status === 'success' ? 200 : errorHttpStatus, 'application/json', body);
}

/** Writes the reply; resolves when it has left, `false` where the client was gone before. */
export function writeReply(
  response: Response,
  { httpStatus, contentType, body }: WireReply,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (response.destroyed || response.socket === null || response.socket.destroyed) {
      resolve(false);
      return;
    }
    response.once('close', () => resolve(response.writableFinished));
    response.writeHead(httpStatus, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
}

function write(httpStatus: number, contentType: string, body: string): ReplyPlan {
  return { kind: 'write', reply: { httpStatus, contentType, body } };
}
