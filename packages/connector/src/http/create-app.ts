import express, { type Express } from 'express';
import type { ReadJson } from '../json/read-json';
import type { Logger } from '../logger';
import { createAuthorizer } from './authorize';
import { mountRoutes } from './mount-routes';
import { createRoutes, type RouteDeps } from './routes';
import { createErrorHandler, handleUnknownRoute } from './send-problem';

export interface AppDeps extends RouteDeps {
  readonly apiKeys: readonly string[];
  readonly logger: Logger;
  readonly readJson: ReadJson;
}

/** The HTTP contract, v1: the routes of the table behind the rules that hold for all. Listens to nothing by itself. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  const authorize = createAuthorizer(deps.apiKeys);
  mountRoutes(app, createRoutes(deps), { authorize, readJson: deps.readJson });
  // Who has no key does not learn which paths there are.
  app.use('/v1', authorize);
  app.use(handleUnknownRoute);
  app.use(createErrorHandler(deps.logger));
  return app;
}
