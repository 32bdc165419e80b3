import express, { type Express } from 'express';
import type { ReceiveCallback } from '../callback/group-commit';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import { createAuthorizer } from './authorize';
import { callbackRoutes } from './routes/callback-routes';
import { deliveryRoutes } from './routes/delivery-routes';
import { healthRoutes } from './routes/health-routes';
import { subscriptionRoutes } from './routes/subscription-routes';
import { uploadRoutes, type UploadRouteDeps } from './routes/upload-routes';
import { createErrorHandler, handleUnknownRoute, refuseNul } from './send-problem';

export interface AppDeps extends UploadRouteDeps {
  readonly apiKeys: readonly string[];
  readonly receiveCallback: ReceiveCallback;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly isReady: () => boolean;
}

/** The HTTP contract, v1 (design.md). Listens to nothing by itself. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  // Callbacks first: they are many, and Ozonetel tries each only once.
  app.use(callbackRoutes(deps.receiveCallback, deps.logger));
  app.use(refuseNul);
  app.use(healthRoutes(deps));
  app.use('/v1', createAuthorizer(deps.apiKeys));
  app.use('/v1', uploadRoutes(deps), subscriptionRoutes(deps), deliveryRoutes(deps));
  app.use(handleUnknownRoute);
  app.use(createErrorHandler(deps.logger));
  return app;
}
