import type { RequestHandler } from 'express';
import type { Logger } from '../observe/logger';
import type { Route } from './route';
import { contextOf } from './request-context';

/**
 * Logs who requested a change, of what, and how it was answered: the route as in the table and ids, never a query, a
 * header or a body.
 */
export function auditChanges({ method, path }: Route, logger: Logger): RequestHandler {
  const route = `${method.toUpperCase()} ${path}`;
  return (request, response, next) => {
    const asked = request.params['id'];
    response.once('close', () => {
      const { requestId, keyName } = contextOf(response);
      const id = [asked, idIn(response.get('location'))].find(isId);
      const status = response.headersSent ? response.statusCode : undefined;
      logger.info({ audit: true, requestId, key: keyName, route, status, id }, 'a change was requested');
    });
    next();
  };
}

/** An id in a path may be anything that a caller wrote. */
function isId(text: unknown): boolean {
  return typeof text === 'string' && /^[a-z]{3}_[\w-]{1,40}$/.test(text);
}

/** A Location is the path of what was made. */
function idIn(location: string | undefined): string | undefined {
  return location?.split('/').at(-1);
}
