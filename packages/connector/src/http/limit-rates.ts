import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { RequestHandler, Response } from 'express';
import { addressOf } from './client-address';
import { createRateLimiter, type RateLimiter } from './rate-limiter';

export interface RateLimits {
  /** Requests to /v1 with one key. */
  readonly byKey: RateLimiter;
  /** Requests with a wrong key, or with none, from one address. */
  readonly failedAuthentication: RateLimiter;
  readonly callbacks: RateLimiter;
}

/** Far more than a person mistypes, and far fewer than guessing a key needs. */
const FAILED_AUTHENTICATIONS_PER_MINUTE = 60;
/** Above what one process can take from Ozonetel: it stops floods alone, since a callback is posted once. */
const CALLBACKS_PER_MINUTE = 300_000;
/** Each takes some 100 bytes. */
const MAX_ADDRESSES = 20_000;

const clock = () => performance.now();

/** @param perKeyPerMinute requests to /v1 with one key */
export function createRateLimits(perKeyPerMinute: number, keys: number): RateLimits {
  return {
    byKey: createRateLimiter({ perMinute: perKeyPerMinute, maxKeys: keys, clock }),
    failedAuthentication: createAddressLimiter(FAILED_AUTHENTICATIONS_PER_MINUTE),
    callbacks: createAddressLimiter(CALLBACKS_PER_MINUTE),
  };
}

/** Counts by `addressOf`. */
export function createAddressLimiter(perMinute: number): RateLimiter {
  return createRateLimiter({ perMinute, maxKeys: MAX_ADDRESSES, clock });
}

/** @throws ProblemError `too_many_requests`, with Retry-After in whole seconds */
export function enforceRate(limiter: RateLimiter, key: string, response: Response, detail: string): void {
  refuseFor(limiter.take(key), response, detail);
}

/** Like `enforceRate`, but counts nothing. */
export function refuseWhileExhausted(
  limiter: RateLimiter,
  key: string,
  response: Response,
  detail: string,
): void {
  refuseFor(limiter.peek(key), response, detail);
}

function refuseFor(waitMs: number, response: Response, detail: string): void {
  if (waitMs === 0) return;
  response.set('Retry-After', String(Math.max(1, Math.ceil(waitMs / 1000))));
  throw new ProblemError('too_many_requests', detail);
}

export function limitCallbacks({ callbacks }: RateLimits): RequestHandler {
  return (request, response, next) => {
    const detail = 'Too many callbacks from this address: post it again after Retry-After.';
    enforceRate(callbacks, addressOf(request), response, detail);
    next();
  };
}
