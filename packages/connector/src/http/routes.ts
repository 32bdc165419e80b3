import { createOpenapi } from './openapi';
import type { Route } from './route';
import { callbackRoutes, type CallbackRouteDeps } from './routes/callback-routes';
import { campaignRoutes } from './routes/campaign-routes';
import { checkRoute, type CheckRouteDeps } from './routes/check-route';
import { deliveryRoutes } from './routes/delivery-routes';
import { documentRoutes } from './routes/document-routes';
import { healthRoutes, type HealthRouteDeps } from './routes/health-routes';
import { eventRoutes } from './routes/event-routes';
import { accountRoutes, type AccountRouteDeps } from './routes/account-routes';
import { reportRoutes } from './routes/report-routes';
import { sessionRoutes, type SessionRouteDeps } from './routes/session-routes';
import { subscriptionRoutes, type SubscriptionRouteDeps } from './routes/subscription-routes';
import { uploadRoutes, type UploadRouteDeps } from './routes/upload-routes';

export type RouteDeps = UploadRouteDeps &
  CheckRouteDeps &
  SubscriptionRouteDeps &
  HealthRouteDeps &
  SessionRouteDeps &
  AccountRouteDeps &
  CallbackRouteDeps;

/** The table: every route of the service (see `route.ts`), in the order in which a request is matched. */
export function createRoutes(deps: RouteDeps): Route[] {
  const routes: Route[] = [
    // First: callbacks are many, and Ozonetel tries each only once.
    ...callbackRoutes(deps),
    ...healthRoutes(deps),
    ...uploadRoutes(deps),
    checkRoute(deps),
    ...campaignRoutes(deps),
    ...subscriptionRoutes(deps),
    ...deliveryRoutes(deps),
    ...eventRoutes(deps),
    ...accountRoutes(deps),
    ...reportRoutes(deps),
    ...sessionRoutes(deps),
    ...documentRoutes(() => (document ??= createOpenapi(routes))),
  ];
  // Made when it is first asked for: few ask, and it takes 3 MB.
  let document: ReturnType<typeof createOpenapi> | undefined;
  return routes;
}
