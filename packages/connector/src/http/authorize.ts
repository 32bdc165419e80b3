import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { RequestHandler } from 'express';
import type { ApiKey } from '../config/api-keys';
import { sameText } from '../crypto/sealer';
import { addressOf } from './client-address';
import { enforceRate, type RateLimits } from './limit-rates';
import { contextOf } from './request-context';

/**
 * Lets a request pass that presents one of the keys as `Authorization: Bearer` (RFC 6750), within the rate of that
 * key. Only failures count for an address, and a right key always passes: callers behind one proxy or router share
 * an address, and none of them may lock the others out. What a wrong key costs does not depend on the body.
 */
export function createAuthorizer(apiKeys: readonly ApiKey[], limits: RateLimits): RequestHandler {
  return (request, response, next) => {
    const presented = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
    // Every key is compared, so that the time does not tell which was near.
    const [match] = apiKeys.filter(({ key }) => sameText(key, presented));
    if (match === undefined) {
      enforceRate(
        limits.failedAuthentication,
        addressOf(request),
        response,
        'Too many requests from this address had a wrong API key or none: try again after Retry-After.',
      );
      throw new ProblemError(
        'unauthorized',
        'Present one of CONNECTOR_API_KEYS as "Authorization: Bearer <key>".',
      );
    }
    contextOf(response).keyName = match.name;
    enforceRate(
      limits.byKey,
      match.name,
      response,
      'Too many requests with this API key (RATE_LIMIT_PER_MINUTE): try again after Retry-After.',
    );
    next();
  };
}
