import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { RequestHandler } from 'express';
import { sameText } from '../secrets/sealer';

/** Lets a call pass that presents one of the keys as `Authorization: Bearer` (RFC 6750). */
export function createAuthorizer(apiKeys: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    const presented = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
    // Every key is compared, so that the time does not tell which was near.
    const matches = apiKeys.filter((key) => sameText(key, presented));
    if (matches.length === 0) {
      throw new ProblemError(
        'unauthorized',
        'Present one of CONNECTOR_API_KEYS as "Authorization: Bearer <key>".',
      );
    }
    next();
  };
}
