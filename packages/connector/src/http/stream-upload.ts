import { isFinalState, type Upload } from '@ozonetel-bulk-upload/shared-types';
import type { Response } from 'express';
import type { Changes } from '../upload/changes';

interface StreamDeps {
  readonly changes: Changes;
  readonly view: () => Promise<Upload | undefined>;
  /** Ends the stream: whoever listens asks another process, or this one's successor. */
  readonly drainSignal: AbortSignal;
}

/** Changes that another replica made are seen after this time at the latest; a comment keeps the line open. */
const LOOK_INTERVAL_MS = 1_000;
const COMMENT_INTERVAL_MS = 15_000;

/**
 * Server-Sent Events: an event `upload` with the whole Upload now and after each change; the stream ends with
 * the upload.
 */
export async function streamUpload(
  { changes, view, drainSignal }: StreamDeps,
  uploadId: string,
  response: Response,
): Promise<void> {
  response.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.flushHeaders();
  let sent = '';
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const upload = await view();
    const text = JSON.stringify(upload);
    if (upload === undefined || response.writableEnded || text === sent) return;
    sent = text;
    response.write(`event: upload\ndata: ${text}\n\n`);
    if (isFinalState(upload.state)) response.end();
  };
  // One look at a time, so that no older state is written after a newer one.
  const lookInTurn = () => {
    looking = looking.then(look).catch(() => void response.end());
  };
  const unwatch = changes.watch(uploadId, lookInTurn);
  const looks = setInterval(lookInTurn, LOOK_INTERVAL_MS);
  const comments = setInterval(() => response.write(': still here\n\n'), COMMENT_INTERVAL_MS);
  const end = () => void response.end();
  drainSignal.addEventListener('abort', end);
  response.once('close', () => {
    unwatch();
    drainSignal.removeEventListener('abort', end);
    clearInterval(looks);
    clearInterval(comments);
  });
  if (drainSignal.aborted) end();
  lookInTurn();
  await looking;
}
