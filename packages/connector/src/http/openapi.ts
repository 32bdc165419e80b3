import {
  PROBLEM_TYPES,
  ProblemError,
  problemSchema,
  type ProblemType,
} from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';
import { SESSION_COOKIE } from './console/session-cookie';
import { PROBLEM_EXAMPLES } from './problem-examples';
import { listBodies, listProblems, type NamedSchema, type ResponseBody, type Route } from './route';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 of a table of routes: the schemas are those that requests are parsed with. */
export function createOpenapi(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method]: describeOperation(route) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ozonetel connector',
      version: '1',
      description:
        'Puts contact files into Ozonetel campaigns and relays what Ozonetel says of them. Every refusal is application/problem+json (RFC 9457); `code` is the member to compare.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: describeSchemas(routes),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'One of CONNECTOR_API_KEYS.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: "The console's session. Changes need an Origin header that names this service.",
        },
      },
    },
  };
}

function describeOperation(route: Route): Json {
  const parameters = [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)];
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: describeBody(route.body) }),
    responses: { ...describeResponses(route), ...describeProblems(listProblems(route)) },
    security: describeSecurity(route),
  };
}

function describeSecurity({ isPublic, needsSession }: Route): Json[] {
  if (needsSession) return [{ session: [] }];
  return isPublic ? [] : [{ key: [] }, { session: [] }];
}

/** `POST /v1/uploads/{id}/cancel` → `post_v1_uploads_id_cancel`. */
function operationId({ method, path }: Route): string {
  return `${method}_${path.replace(/\W+/g, '_').replace(/^_|_$/g, '')}`;
}

function pathParameters({ path }: Route): Json[] {
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route): Json[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const { description, ...described } = toJsonSchema(schema as z.ZodType, 'output');
    const required = !(schema as z.ZodType).safeParse(undefined).success;
    // Comma-separated, as the schema takes it.
    const style = described['type'] === 'array' ? { style: 'form', explode: false } : {};
    return {
      name,
      in: 'query',
      required,
      ...(description ? { description } : {}),
      ...style,
      schema: described,
    };
  });
}

function headerParameters({ headers = {} }: Route): Json[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
}

function describeBody({ name, example, multipart }: NonNullable<Route['body']>): Json {
  const schema = refer(name);
  const content = { 'application/json': { schema, example } };
  if (!multipart) return { required: true, content };
  const parts = {
    type: 'object',
    properties: { request: schema, file: { type: 'string', contentMediaType: 'application/octet-stream' } },
    required: ['request'],
  };
  const encoding = { request: { contentType: 'application/json' } };
  return { required: true, content: { ...content, 'multipart/form-data': { schema: parts, encoding } } };
}

function describeResponses({ responses }: Route): Json {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const { description, headers } = response;
      const content = Object.assign({}, ...listBodies(response).map(describeContent)) as Json;
      return [
        status,
        {
          description,
          ...(headers === undefined ? {} : { headers: describeHeaders(headers) }),
          ...(Object.keys(content).length === 0 ? {} : { content }),
        },
      ];
    }),
  );
}

function describeHeaders(headers: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
}

function describeContent(body: ResponseBody): Json {
  return 'name' in body
    ? { 'application/json': { schema: refer(body.name), example: body.example } }
    : { [body.contentType]: { schema: { type: 'string' }, example: body.example } };
}

/** One response for each status, with an example for each of its codes. */
function describeProblems(codes: readonly ProblemType[]): Json {
  const statuses = [...new Set(codes.map(statusOf))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = codes.filter((code) => statusOf(code) === status);
      return [status, describeProblem(ofStatus)];
    }),
  );
}

const RETRY_AFTER = { 'Retry-After': 'Seconds after which to try again' };

const isTemporary = (code: ProblemType): boolean => code === 'too_many_requests' || code === 'unavailable';

const statusOf = (code: ProblemType): number => PROBLEM_TYPES[code].status;

function describeProblem(codes: readonly ProblemType[]): Json {
  return {
    description: codes.map((code) => PROBLEM_TYPES[code].title).join('. '),
    ...(codes.some(isTemporary) ? { headers: describeHeaders(RETRY_AFTER) } : {}),
    content: {
      'application/problem+json': {
        schema: { allOf: [refer('Problem'), { type: 'object', properties: { code: { enum: codes } } }] },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

function exampleOf(code: ProblemType): unknown {
  const { detail, errors } = PROBLEM_EXAMPLES[code];
  return new ProblemError(code, detail, errors).toProblem('5f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f');
}

function describeSchemas(routes: readonly Route[]): Json {
  const schemas: Json = { Problem: toJsonSchema(problemSchema, 'output') };
  for (const { body, responses } of routes) {
    if (body !== undefined) schemas[body.name] = toJsonSchema(body.schema, 'input');
    for (const answer of Object.values(responses).flatMap(listBodies)) {
      if (isNamed(answer)) schemas[answer.name] = toJsonSchema(answer.schema, 'output');
    }
  }
  return schemas;
}

function isNamed(body: ResponseBody): body is NamedSchema & { readonly example: unknown } {
  return 'name' in body;
}

/** Without `$schema`, which the document names once for all. */
function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const described = z.toJSONSchema(schema, { io }) as Json;
  delete described['$schema'];
  return described;
}

function refer(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
