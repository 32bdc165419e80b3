import express, { type Express } from 'express';
import type { ApiKey } from '../config/api-keys';
import type { Logger } from '../observe/logger';
import { createAuthorizer } from './authorize';
import { secureConsoleAnswers, serveConsole } from './console/serve-console';
import { createRateLimits, limitCallbacks } from './limit-rates';
import { mountRoutes } from './mount-routes';
import { requireHost, whenUndecodable } from './refuse-malformed';
import { identifyRequest } from './request-context';
import { createRoutes, type RouteDeps } from './routes';
import { refuseCallback } from './routes/callback-routes';
import { forbidStoring, secureAnswers } from './security-headers';
import { createErrorHandler, handleUnknownRoute } from './send-problem';

export interface AppDeps extends RouteDeps {
  readonly apiKeys: readonly ApiKey[];
  /** With the built console. */
  readonly consoleFolder: string;
  readonly rateLimitPerMinute: number;
  readonly trustProxy: number | string[] | false;
  readonly logger: Logger;
}

/** The HTTP contract, v1: the routes of the table behind the rules that hold for all. Listens to nothing by itself. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', deps.trustProxy);
  const limits = createRateLimits(deps.rateLimitPerMinute, deps.apiKeys.length);
  const hasConsole = deps.console === 'on';
  const authorize = createAuthorizer({ ...deps, limits, sessionUse: hasConsole ? deps : undefined });
  app.use(identifyRequest);
  app.use('/callbacks', forbidStoring, limitCallbacks(limits), whenUndecodable(refuseCallback));
  app.use(secureAnswers);
  app.use('/v1', forbidStoring);
  if (hasConsole) app.use('/console', secureConsoleAnswers);
  app.use(requireHost);
  app.use('/v1', whenUndecodable(authorize));
  mountRoutes(app, createRoutes(deps), { ...deps, authorize });
  if (hasConsole) app.use('/console', serveConsole(deps.consoleFolder));
  // A caller without a key does not learn which paths exist.
  app.use('/v1', authorize);
  app.use(handleUnknownRoute);
  app.use(createErrorHandler(deps.logger));
  return app;
}
