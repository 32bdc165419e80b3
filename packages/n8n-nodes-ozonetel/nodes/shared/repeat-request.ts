import { parseRetryAfter } from '@ozonetel-bulk-upload/shared-types';
import { sleep } from 'n8n-workflow';
import type { FailedRequest } from './failed-request';

/** How one attempt of a request ended. */
export type Attempt =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown; readonly retryAfter: unknown }
  | ({ readonly kind: 'failed' } & FailedRequest);

export interface Repeated {
  readonly last: Attempt;
  /** Whether the server may have done what was asked, in an attempt whose answer did not arrive. */
  readonly mayHaveArrived: boolean;
}

interface RepeatOptions {
  /** Milliseconds from the first failure within which another attempt may begin. */
  readonly forMs: number;
  /** Of the execution: then nothing is sent any more. */
  readonly isCanceled: () => boolean;
}

/** Milliseconds between two attempts: the first, doubled each time, and the most. */
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/** The limit if nothing can have arrived, so that an error is safe. */
const NOTHING_ARRIVED_MS = 15_000;

/** Makes a request until it has an answer that stands, or the time is up. */
export async function repeatRequest(
  attempt: () => Promise<Attempt>,
  { forMs, isCanceled }: RepeatOptions,
): Promise<Repeated> {
  let mayHaveArrived = false;
  let since: number | undefined;
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
    const last = await attempt();
    mayHaveArrived ||= isUnknown(last);
    since ??= Date.now();
    const until = since + (mayHaveArrived ? forMs : Math.min(forMs, NOTHING_ARRIVED_MS));
    const pause = Math.max(delay, askedDelay(last));
    if (!isWorthRepeating(last) || Date.now() + pause > until) return { last, mayHaveArrived };
    await sleep(pause);
    if (isCanceled()) return { last, mayHaveArrived };
  }
}

/** Not now, but perhaps later: by the server itself, or by a proxy in front of it. */
function isWorthRepeating(last: Attempt): boolean {
  if (last.kind === 'failed') return last.isTemporary;
  return [408, 425, 429].includes(last.status) || (last.status >= 500 && ![501, 505].includes(last.status));
}

/** A proxy that gave up on the server does not know what the server did. */
function isUnknown(last: Attempt): boolean {
  if (last.kind === 'failed') return !last.isUnsent;
  return last.status === 408 || (last.status >= 500 && !isRefusedByServer(last));
}

/** A problem document with 503 says that the connector took nothing. */
function isRefusedByServer({ status, body }: Attempt & { kind: 'answer' }): boolean {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  return status === 503 && /"code"\s*:/.test(text);
}

/** Milliseconds that Retry-After asks for; 0 without one. */
function askedDelay(last: Attempt): number {
  if (last.kind === 'failed' || typeof last.retryAfter !== 'string') return 0;
  return parseRetryAfter(last.retryAfter, Date.now());
}
