import { isFinalState, ProblemError, type Upload } from '@ozonetel-bulk-upload/shared-types';
import type { Request, Response } from 'express';
import type { WatchUpload } from '../upload/watch-uploads';

export interface UploadStreams {
  /** How many are open now. */
  readonly countOpen: () => number;
  /**
   * Server-Sent Events: an event `upload` with the whole Upload now and after each change; the stream ends with
   * the upload.
   * @throws ProblemError when too many are open
   */
  start(uploadId: string, request: Request, response: Response): void;
}

interface StreamDeps {
  readonly watchUpload: WatchUpload;
  /** Ends the streams; clients reconnect to another process, or to this one's successor. */
  readonly drainSignal: AbortSignal;
}

/** Of one process: each costs a socket and its buffers. */
const MAX_OPEN_STREAMS = 1_000;
const RETRY_AFTER_SECONDS = 10;
/** A comment keeps the connection open; a client that has not read the last one when the next is due is cut off. */
const COMMENT_INTERVAL_MS = 15_000;

export function createUploadStreams({ watchUpload, drainSignal }: StreamDeps): UploadStreams {
  const streams = new Set<Response>();
  return {
    countOpen: () => streams.size,
    start(uploadId, request, response) {
      const { socket } = request;
      // A client that has left already emits no further `close`.
      if (response.destroyed || response.closed || socket.destroyed) return;
      if (streams.size >= MAX_OPEN_STREAMS) {
        response.set('Retry-After', String(RETRY_AFTER_SECONDS));
        throw new ProblemError(
          'unavailable',
          `${MAX_OPEN_STREAMS} streams of events are open. Try again soon, or ask for GET /v1/uploads/{id}.`,
        );
      }
      setEventStream(response);
      if (request.method === 'HEAD') return void response.end();
      response.flushHeaders();
      const writer = new EventWriter(response);
      const end = () => void response.end();
      streams.add(response);
      const unwatch = watchUpload(uploadId, { show: (upload) => writer.show(upload), end });
      const comments = setInterval(() => {
        if (writer.comment()) return;
        response.destroy();
        close();
      }, COMMENT_INTERVAL_MS);
      drainSignal.addEventListener('abort', end);
      const close = () => {
        streams.delete(response);
        unwatch();
        clearInterval(comments);
        drainSignal.removeEventListener('abort', end);
        socket.off('close', close);
      };
      response.once('close', close);
      // A response that waits behind another on the same connection emits nothing when it ends.
      socket.once('close', close);
      if (drainSignal.aborted) end();
    },
  };
}

function setEventStream(response: Response): void {
  response.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
}

/** Writes no more than the client reads: of the states that it is too slow for it gets the newest. */
class EventWriter {
  readonly #response: Response;
  #newest: Upload | undefined;
  #isStalled = false;

  constructor(response: Response) {
    this.#response = response;
    response.on('drain', () => this.#write());
  }

  show(upload: Upload): void {
    this.#newest = upload;
    this.#write();
  }

  /** @returns false when the client has read nothing since the last comment */
  comment(): boolean {
    const response = this.#response;
    const waits = response.writableNeedDrain || response.writableEnded;
    if (waits && this.#isStalled) return false;
    this.#isStalled = waits;
    if (!waits) response.write(': still here\n\n');
    return true;
  }

  #write(): void {
    const response = this.#response;
    const upload = this.#newest;
    if (upload === undefined || response.writableEnded || response.writableNeedDrain) return;
    this.#newest = undefined;
    response.write(`event: upload\ndata: ${JSON.stringify(upload)}\n\n`);
    if (isFinalState(upload.state)) response.end();
  }
}
