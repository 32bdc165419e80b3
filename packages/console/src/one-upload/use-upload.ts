import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import { useEffect, useState } from 'react';
import { api, call, type Schema } from '../api/call';

type Upload = Schema<'Upload'>;

/** Milliseconds before the stream is opened again, where the connector ended it. */
const REOPEN_MS = 2_000;
/** Milliseconds between two looks at an upload that a late callback may still settle. */
const UNCONFIRMED_MS = 30_000;

/**
 * An upload as it is, and as it changes: by the connector's events, through its restarts and the end of a session.
 * @returns the upload, or why it cannot be shown
 */
export function useUpload(id: string): {
  upload: Upload | undefined;
  error: unknown;
  show: (upload: Upload) => void;
} {
  const [upload, setUpload] = useState<Upload>();
  const [error, setError] = useState<unknown>();

  useEffect(() => {
    const ending = new AbortController();
    setUpload(undefined);
    setError(undefined);
    const show = (next: Upload) => {
      setUpload(next);
      setError(undefined);
    };
    void followUpload(id, show, setError, ending.signal);
    return () => ending.abort();
  }, [id]);

  return { upload, error, show: setUpload };
}

async function followUpload(
  id: string,
  show: (upload: Upload) => void,
  fail: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  const isOver = () => signal.aborted;
  while (!isOver()) {
    try {
      // Asks first: this renews an expired session, which a stream cannot.
      const now = await call(() => api.GET('/v1/uploads/{id}', { signal, params: { path: { id } } }));
      show(now);
      const last = isFinalState(now.state) ? now : await listen(id, show, signal);
      if (last !== undefined && isFinalState(last.state) && last.state !== 'unconfirmed') return;
      await wait(last?.state === 'unconfirmed' ? UNCONFIRMED_MS : REOPEN_MS, signal);
    } catch (error) {
      if (isOver()) return;
      fail(error);
      await wait(REOPEN_MS, signal);
    }
  }
}

/** Resolves when the stream has ended, for whatever reason, with the upload as it was shown last. */
function listen(
  id: string,
  show: (upload: Upload) => void,
  signal: AbortSignal,
): Promise<Upload | undefined> {
  return new Promise((resolve) => {
    const events = new EventSource(`/v1/uploads/${encodeURIComponent(id)}/events`);
    let last: Upload | undefined;
    const end = () => {
      events.close();
      signal.removeEventListener('abort', end);
      resolve(last);
    };
    signal.addEventListener('abort', end);
    events.addEventListener('error', end);
    events.addEventListener('upload', ({ data }: MessageEvent<string>) => {
      last = JSON.parse(data) as Upload;
      show(last);
      if (isFinalState(last.state)) end();
    });
  });
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
