import { Agent, request } from 'undici';
import type { WireCallback } from './encode-callback';

/** What came back: a status, or the code of the fault that kept it from coming. */
export type CallbackAnswer = { readonly httpStatus: number } | { readonly error: string };

export interface CallbackPoster {
  /** Posts once: the vendor documents no retry, so a callback that fails is lost. Follows no redirect. */
  post(url: string, callback: WireCallback, signal: AbortSignal): Promise<CallbackAnswer>;
  close(): Promise<void>;
}

const ANSWER_TIMEOUT_MS = 30_000;

export function createCallbackPoster(): CallbackPoster {
  const dispatcher = new Agent({ headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: ANSWER_TIMEOUT_MS });
  return {
    async post(url, { contentType, body }, signal) {
      try {
        const answer = await request(url, {
          method: 'POST',
          dispatcher,
          signal,
          headers: contentType === undefined ? {} : { 'content-type': contentType },
          body,
        });
        await answer.body.dump();
        return { httpStatus: answer.statusCode };
      } catch (error) {
        return { error: codeOf(error) };
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** Never the message, which may hold the URL. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error ? String(error.name) : 'unknown';
}
