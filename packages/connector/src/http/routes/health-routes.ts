import { z } from 'zod';
import type { Metrics } from '../../observe/metrics';
import { defineRoute, json, type Route } from '../route';

export interface HealthRouteDeps {
  /** Whether the database takes a write. */
  readonly checkDatabase: () => Promise<boolean>;
  readonly metrics: Metrics;
  /** False while the process is draining. */
  readonly isReady: () => boolean;
}

const healthSchema = z.object({ status: z.literal('ok') });
const readinessSchema = z.object({ status: z.enum(['ready', 'not ready']) });

export function healthRoutes({ checkDatabase, metrics, isReady }: HealthRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/healthz',
      summary: 'Whether the process is alive',
      isPublic: true,
      responses: {
        200: { description: 'The process is alive.', body: json('Health', healthSchema, { status: 'ok' }) },
      },
      handle: ({ response }) => void response.json({ status: 'ok' }),
    }),
    defineRoute({
      method: 'get',
      path: '/readyz',
      summary: 'Whether the connector accepts requests',
      isPublic: true,
      responses: {
        200: {
          description: 'The connector accepts requests.',
          body: json('Readiness', readinessSchema, { status: 'ready' }),
        },
        503: {
          description:
            'The connector is starting or stopping, or its database, or the folder of contact files, accepts no writes.',
          body: json('Readiness', readinessSchema, { status: 'not ready' }),
        },
      },
      async handle({ response }) {
        const ready = isReady() && (await checkDatabase());
        response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/metrics',
      summary: 'Prometheus metrics',
      isPublic: true,
      responses: {
        200: {
          description: "Prometheus' text format",
          body: { contentType: 'text/plain', example: 'ozonetel_uploads{state="succeeded"} 3\n' },
        },
      },
      async handle({ response }) {
        response.type(metrics.contentType).send(await metrics.collect());
      },
    }),
  ];
}
