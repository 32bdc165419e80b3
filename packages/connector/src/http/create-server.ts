import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Logger } from '../observe/logger';
import { continueWhenRead, drainAfterAnswer } from './body/drain-request';

/** Milliseconds that the headers of a request may take to come. */
const HEADERS_TIMEOUT_MS = 20_000;
/** Milliseconds that a whole request may take to come: FETCH_MAX_BYTES over 1.5 Mbit/s. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Milliseconds between looks at what has timed out. */
const CHECK_INTERVAL_MS = 5_000;

/** The HTTP server, with bounds on connections and time. A fault of one connection ends that connection alone. */
export function createHttpServer(
  listener: RequestListener,
  { logger, maxConnections }: { readonly logger: Logger; readonly maxConnections: number },
): Server {
  const handle: RequestListener = (request, response) => {
    // Writing to a caller who has gone, or after the end, concerns this answer alone.
    response.on('error', (error) => {
      const requestId = response.getHeader('X-Request-Id');
      logger.warn({ requestId, err: error }, 'an answer could not be written');
    });
    drainAfterAnswer(request, response);
    listener(request, response);
  };
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
    },
    handle,
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response);
    handle(request, response);
  });
  server.maxConnections = maxConnections;
  return server;
}
