import type { DeliveryAttempt } from '@ozonetel-bulk-upload/shared-types';
import { toIso, toJson } from '../store/columns';
import type { PostResult } from './post-event';

/** One attempt that has ended. */
export interface Tried extends PostResult {
  /** When it began, in milliseconds since 1970; undefined if nothing was posted. */
  readonly at?: number;
  readonly durationMs?: number;
}

/** What is kept of a delivery's attempts. */
const MAX_ATTEMPTS = 20;

/** The column `attempts_json` with one more attempt, and without the oldest where they are too many. */
export function appendAttempt(json: string | null, tried: Tried): string | null {
  const { at, durationMs = 0, status, error } = tried;
  if (at === undefined) return json;
  const attempt: DeliveryAttempt = {
    at: toIso(at),
    durationMs,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  };
  return toJson([...readAttempts(json), attempt].slice(-MAX_ATTEMPTS));
}

/** The last attempts of a delivery, the oldest first. */
export function readAttempts(json: string | null): DeliveryAttempt[] {
  return json === null ? [] : (JSON.parse(json) as DeliveryAttempt[]);
}
