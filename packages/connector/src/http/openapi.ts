import {
  deliveryListSchema,
  deliverySchema,
  problemSchema,
  subscriptionCreatedSchema,
  subscriptionListSchema,
  subscriptionRequestSchema,
  subscriptionSchema,
  uploadListSchema,
  uploadRequestSchema,
  uploadSchema,
} from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';

const SCHEMAS = {
  UploadRequest: { schema: uploadRequestSchema, io: 'input' },
  Upload: { schema: uploadSchema, io: 'output' },
  UploadList: { schema: uploadListSchema, io: 'output' },
  SubscriptionRequest: { schema: subscriptionRequestSchema, io: 'input' },
  Subscription: { schema: subscriptionSchema, io: 'output' },
  SubscriptionCreated: { schema: subscriptionCreatedSchema, io: 'output' },
  SubscriptionList: { schema: subscriptionListSchema, io: 'output' },
  Delivery: { schema: deliverySchema, io: 'output' },
  DeliveryList: { schema: deliveryListSchema, io: 'output' },
  Problem: { schema: problemSchema, io: 'output' },
} as const;

type SchemaName = keyof typeof SCHEMAS;

interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly body?: SchemaName;
  readonly query?: readonly string[];
  readonly headers?: readonly string[];
  readonly answers: Readonly<Record<number, SchemaName | 'text' | 'nothing'>>;
  readonly isPublic?: true;
}

const ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/uploads',
    summary: 'Upload a contact file into a campaign, or stop the campaign',
    body: 'UploadRequest',
    headers: ['Idempotency-Key'],
    answers: {
      202: 'Upload',
      400: 'Problem',
      409: 'Problem',
      413: 'Problem',
      415: 'Problem',
      503: 'Problem',
    },
  },
  {
    method: 'get',
    path: '/v1/uploads',
    summary: 'List uploads, newest first',
    query: ['state', 'campaignName', 'limit', 'cursor'],
    answers: { 200: 'UploadList', 400: 'Problem' },
  },
  {
    method: 'get',
    path: '/v1/uploads/{id}',
    summary: 'An upload',
    answers: { 200: 'Upload', 404: 'Problem' },
  },
  {
    method: 'get',
    path: '/v1/uploads/{id}/rejected.csv',
    summary: 'The rows that were left out, with row and reason',
    answers: { 200: 'text', 404: 'Problem' },
  },
  {
    method: 'get',
    path: '/v1/uploads/{id}/events',
    summary: 'Server-Sent Events: the Upload at each change',
    answers: { 200: 'text', 404: 'Problem' },
  },
  {
    method: 'post',
    path: '/v1/uploads/{id}/cancel',
    summary: 'Cancel an upload of which nothing was sent',
    answers: { 200: 'Upload', 404: 'Problem', 409: 'Problem' },
  },
  {
    method: 'post',
    path: '/v1/subscriptions',
    summary: 'Register a receiver of events',
    body: 'SubscriptionRequest',
    answers: { 200: 'SubscriptionCreated', 201: 'SubscriptionCreated', 400: 'Problem' },
  },
  {
    method: 'get',
    path: '/v1/subscriptions',
    summary: 'List subscriptions',
    answers: { 200: 'SubscriptionList' },
  },
  {
    method: 'get',
    path: '/v1/subscriptions/{id}',
    summary: 'A subscription',
    answers: { 200: 'Subscription', 404: 'Problem' },
  },
  {
    method: 'delete',
    path: '/v1/subscriptions/{id}',
    summary: 'End a subscription',
    answers: { 204: 'nothing', 404: 'Problem' },
  },
  {
    method: 'get',
    path: '/v1/deliveries',
    summary: 'List deliveries, newest first',
    query: ['state', 'limit', 'cursor'],
    answers: { 200: 'DeliveryList', 400: 'Problem' },
  },
  {
    method: 'post',
    path: '/v1/deliveries/{id}/redeliver',
    summary: 'Deliver an event again',
    answers: { 202: 'Delivery', 404: 'Problem', 409: 'Problem' },
  },
  {
    method: 'post',
    path: '/callbacks/{token}',
    summary: "Ozonetel's callback, of any content type",
    answers: { 200: 'text', 404: 'Problem', 413: 'Problem' },
    isPublic: true,
  },
  {
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process lives',
    answers: { 200: 'text' },
    isPublic: true,
  },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether it takes requests',
    answers: { 200: 'text', 503: 'text' },
    isPublic: true,
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics',
    answers: { 200: 'text' },
    isPublic: true,
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    answers: { 200: 'text' },
    isPublic: true,
  },
];

/** OpenAPI 3.1 of the connector, made from the zod schemas that it parses with. */
export function createOpenapi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES) paths[route.path] = { ...paths[route.path], [route.method]: describe(route) };
  return {
    openapi: '3.1.0',
    info: { title: 'Ozonetel connector', version: '1' },
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(SCHEMAS).map(([name, { schema, io }]) => [name, z.toJSONSchema(schema, { io })]),
      ),
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function describe(route: Route): Record<string, unknown> {
  return {
    summary: route.summary,
    parameters: parametersOf(route),
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route.body) }),
    responses: Object.fromEntries(
      Object.entries({ ...route.answers, ...(route.isPublic ? {} : { 401: 'Problem' }) }).map(
        ([status, answer]) => [
          status,
          { description: status.startsWith('2') ? 'OK' : 'Refused', ...contentOf(answer) },
        ],
      ),
    ),
    security: route.isPublic ? [] : [{ key: [] }],
  };
}

function parametersOf({ path, query = [], headers = [] }: Route): unknown[] {
  const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
  }));
  const inQuery = query.map((name) => ({ name, in: 'query', required: false }));
  const inHeader = headers.map((name) => ({ name, in: 'header', required: false }));
  return [...inPath, ...inQuery, ...inHeader].map((parameter) => ({
    ...parameter,
    schema: { type: 'string' },
  }));
}

function bodyOf(name: SchemaName): unknown {
  const schema = { $ref: `#/components/schemas/${name}` };
  const json = { 'application/json': { schema } };
  if (name !== 'UploadRequest') return { required: true, content: json };
  const multipart = {
    type: 'object',
    properties: { request: schema, file: { type: 'string', format: 'binary' } },
  };
  return { required: true, content: { ...json, 'multipart/form-data': { schema: multipart } } };
}

function contentOf(answer: string): Record<string, unknown> {
  if (answer === 'nothing') return {};
  if (answer === 'text') return { content: { '*/*': {} } };
  const mediaType = answer === 'Problem' ? 'application/problem+json' : 'application/json';
  return { content: { [mediaType]: { schema: { $ref: `#/components/schemas/${answer}` } } } };
}
