import { Router } from 'express';
import type { Metrics } from '../../metrics';
import type { Store } from '../../store/open-store';
import { createOpenapi } from '../openapi';

interface HealthRouteDeps {
  readonly store: Store;
  readonly metrics: Metrics;
  /** False while the process is draining. */
  readonly isReady: () => boolean;
}

export function healthRoutes({ store, metrics, isReady }: HealthRouteDeps): Router {
  const router = Router();
  const openapi = createOpenapi();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const ready = isReady() && (await answers(store));
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.collect());
  });
  router.get('/openapi.json', (_request, response) => {
    response.json(openapi);
  });
  return router;
}

async function answers(store: Store): Promise<boolean> {
  try {
    await store.db.selectFrom('upload').select('seq').limit(1).execute();
    return true;
  } catch {
    return false;
  }
}
