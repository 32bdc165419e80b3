import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Logger } from '../observe/logger';
import { continueWhenRead, drainAfterAnswer } from './body/drain-request';
import { createUnparsedRequests } from './refuse-unparsed';

/** Milliseconds that the headers of a request may take to come. */
const HEADERS_TIMEOUT_MS = 20_000;
/** Milliseconds between looks at what has timed out. */
const CHECK_INTERVAL_MS = 5_000;

export interface ServerLimits {
  readonly maxConnections: number;
  /** Milliseconds that a whole request may take to come; the reader of its body answers 408 after that. */
  readonly requestTimeoutMs: number;
  /** Milliseconds that a request may make no progress. */
  readonly requestIdleTimeoutMs: number;
}

/** The HTTP server, with bounds on connections and time. A fault of one connection ends that connection alone. */
export function createHttpServer(
  listener: RequestListener,
  { logger, ...limits }: ServerLimits & { readonly logger: Logger },
): Server {
  const unparsed = createUnparsedRequests(logger);
  const handle: RequestListener = (request, response) => {
    // Writing to a caller who has gone, or after the end, concerns this answer alone.
    response.on('error', (error) => {
      const requestId = response.getHeader('X-Request-Id');
      logger.warn({ requestId, err: error }, 'an answer could not be written');
    });
    unparsed.note(response);
    drainAfterAnswer(request, response);
    request.url = toOriginForm(request.url ?? '/');
    listener(request, response);
  };
  const headersTimeout = Math.min(HEADERS_TIMEOUT_MS, limits.requestIdleTimeoutMs, limits.requestTimeoutMs);
  const connectionsCheckingInterval = Math.min(CHECK_INTERVAL_MS, headersTimeout);
  const server = createServer(
    {
      headersTimeout,
      connectionsCheckingInterval,
      // Cuts what nobody reads; a body that is read is answered before.
      requestTimeout: limits.requestTimeoutMs + connectionsCheckingInterval,
      // The app refuses a request without one, with a problem.
      requireHostHeader: false,
    },
    handle,
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response);
    handle(request, response);
  });
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', handle);
  server.on('clientError', (error, socket) => unparsed.refuse(error, socket));
  server.maxConnections = limits.maxConnections;
  return server;
}

/**
 * The path and query of a request target. A proxy's absolute form is taken as well (RFC 9112, 3.2.2); Express answers
 * one that it cannot parse without asking any of our handlers, so that what cannot be parsed becomes a path of no route.
 */
function toOriginForm(target: string): string {
  if (target.startsWith('/') || target === '*') return target;
  const url = URL.parse(target);
  return url === null ? '/' : url.pathname + url.search;
}
