import { invalidBody, parseBody, ProblemError, toFieldErrors } from '@ozonetel-bulk-upload/shared-types';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Logger } from '../observe/logger';
import { allowMethods } from './allow-methods';
import { auditChanges } from './audit-changes';
import { receiveJson, type ReceiveJsonDeps } from './body/receive-json';
import type { Route } from './route';

/** Of the JSON body of every route but those that take contacts. */
const JSON_LIMITS = { maxBytes: 100 * 1024, advice: 'no request but an upload needs more.' };

interface MountDeps extends ReceiveJsonDeps {
  readonly authorize: RequestHandler;
  readonly logger: Logger;
}

/**
 * Registers the routes of a table, in its order: those that need a key behind `authorize`, each with its query
 * and body parsed. Another method on a path of the table is answered 405.
 */
export function mountRoutes(app: Express, routes: readonly Route[], deps: MountDeps): void {
  const { authorize, logger } = deps;
  for (const route of routes) {
    const before = [
      ...(route.isPublic ? [] : [authorize]),
      ...(isAudited(route) ? [auditChanges(route, logger)] : []),
      ...(route.before ?? []),
    ];
    app[route.method](toExpressPath(route.path), ...before, createHandler(route, deps));
  }
  for (const [path, ofPath] of Map.groupBy(routes, ({ path }) => path)) {
    const isPublic = ofPath.every((route) => route.isPublic);
    const methods = ofPath.map(({ method }) => method.toUpperCase());
    app.all(toExpressPath(path), ...(isPublic ? [] : [authorize]), allowMethods(methods));
  }
}

function isAudited(route: Route): boolean {
  return route.method !== 'get' && !route.changesNothing && (!route.isPublic || route.isAudited === true);
}

function createHandler(route: Route, deps: ReceiveJsonDeps): RequestHandler {
  const { query, body } = route;
  const ownBody = body?.multipart === true ? undefined : body;
  const handle = (request: Request, response: Response, parsedBody: unknown) => {
    const params = request.params as Record<string, string>;
    // No id holds a NUL, and Postgres takes none in a query.
    if (Object.values(params).some((param) => param.includes('\0')))
      throw new ProblemError('not_found', 'Invalid id: it contains a NUL character.');
    return route.handle({
      request,
      response,
      params,
      query: query === undefined ? {} : parseQuery(query, request),
      body: parsedBody,
    });
  };
  if (ownBody === undefined) return (request, response) => handle(request, response, undefined);
  return async (request, response) => {
    const json = await receiveJson(request, deps, JSON_LIMITS);
    return handle(request, response, parseBody(ownBody.schema, json));
  };
}

/** @throws ProblemError with every fault of the query string */
function parseQuery(schema: NonNullable<Route['query']>, request: Request): Record<string, unknown> {
  const parsed = schema.safeParse(request.query);
  if (!parsed.success) throw invalidBody(toFieldErrors(parsed.error));
  return parsed.data;
}

function toExpressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
