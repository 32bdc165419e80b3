import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Request, RequestHandler } from 'express';
import type { ApiKey } from '../config/api-keys';
import { sameText } from '../crypto/sealer';
import { addressOf } from './client-address';
import { useSession, type SessionUse } from './console/use-session';
import { enforceRate, type RateLimits } from './limit-rates';
import { contextOf } from './request-context';

interface AuthorizerDeps {
  readonly apiKeys: readonly ApiKey[];
  readonly limits: RateLimits;
  /** Undefined where there is no console. */
  readonly sessionUse: SessionUse | undefined;
}

/**
 * Lets a request pass that presents one of the keys as `Authorization: Bearer` (RFC 6750), or, without that header,
 * the cookie of a session that began with one, within the rate of that key. Only failures count for an address, and
 * a right key always passes: callers behind one proxy or router share an address, and none of them may lock the
 * others out. What a wrong key costs does not depend on the body.
 */
export function createAuthorizer({ apiKeys, limits, sessionUse }: AuthorizerDeps): RequestHandler {
  return (request, response, next) => {
    const keyName =
      request.headers.authorization === undefined && sessionUse !== undefined
        ? useSession(sessionUse, request, response)?.keyName
        : findApiKey(apiKeys, bearerOf(request))?.name;
    if (keyName === undefined) {
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
    contextOf(response).keyName = keyName;
    enforceRate(
      limits.byKey,
      keyName,
      response,
      'Too many requests with this API key (RATE_LIMIT_PER_MINUTE): try again after Retry-After.',
    );
    next();
  };
}

/** Compares every key, so that the time does not tell which was near. */
export function findApiKey(apiKeys: readonly ApiKey[], presented: string): ApiKey | undefined {
  const [match] = apiKeys.filter(({ key }) => sameText(key, presented));
  return match;
}

function bearerOf(request: Request): string {
  return /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
}
