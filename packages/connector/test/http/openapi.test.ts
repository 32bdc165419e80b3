import { Validator } from '@seriousme/openapi-schema-validator';
import {
  problemSchema,
  subscriptionRequestSchema,
  uploadRequestSchema,
} from '@ozonetel-bulk-upload/shared-types';
import { createLogger } from '../../src/observe/logger';
import { loadConfig } from '../../src/config/load-config';
import { createServices } from '../../src/app/create-services';
import { createEngine } from '../../src/jobs/create-engine';
import { createApp } from '../../src/http/create-app';
import { createRoutes } from '../../src/http/routes';
import { listBodies, type Route } from '../../src/http/route';
import { openWorkFolder } from '../../src/store/spool/work-folder';
import { openStore } from '../../src/store/open-store';
import { makeDatabase } from '../harness/databases';
import { openScene, type Scene } from '../harness/scene';
import { API_KEY, ENCRYPTION_KEY, type Answer } from '../harness/test-connector';

interface Operation {
  readonly parameters?: { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { content: Record<string, { example?: unknown }> };
  readonly responses: Record<string, { content?: Record<string, { examples?: object; example?: unknown }> }>;
  readonly security: unknown[];
}
type Paths = Record<string, Record<string, Operation>>;

const PROBLEM_JSON = 'application/problem+json';

/** The parts of a connector that does not listen: its table and its application. */
async function openParts() {
  const database = await makeDatabase('sqlite');
  const logger = createLogger({ write: () => undefined });
  const config = loadConfig({ CONNECTOR_API_KEYS: API_KEY, ENCRYPTION_KEY, DATABASE_URL: database.url });
  const store = await openStore(config.databaseUrl, Date.now);
  const engine = await createEngine(store, config.databaseUrl, logger);
  const signal = new AbortController().signal;
  const workFolder = await openWorkFolder(config.databaseUrl);
  const given = {
    store,
    workFolder,
    engine,
    logger,
    clock: Date.now,
    random: Math.random,
    droppedLogLines: () => 0,
  };
  const services = createServices(config, {
    ...given,
    publicUrl: () => '',
    drainSignal: signal,
    stopSignal: signal,
  });
  const deps = { ...services, consoleFolder: 'none', isReady: () => true };
  return {
    routes: createRoutes(deps),
    app: createApp(deps),
    async close() {
      await services.close();
      await workFolder.close();
      await store.close();
      await database.remove();
    },
  };
}

describe('the OpenAPI document', () => {
  let scene: Scene;
  let document: { paths: Paths };
  let parts: Awaited<ReturnType<typeof openParts>>;

  beforeAll(async () => {
    scene = await openScene('sqlite');
    document = (await scene.connector.call('GET', '/openapi.json')).json;
    parts = await openParts();
  });
  afterAll(async () => {
    await parts.close();
    await scene.close();
  });

  const operations = (): { path: string; method: string; operation: Operation }[] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );

  const expectDocumented = (answer: Answer, operation: Operation) => {
    const documented = operation.responses[String(answer.status)];
    expect(documented).toBeDefined();
    const mediaType = String(answer.headers['content-type'] ?? '').split(';')[0]!;
    if (answer.text !== '') expect(Object.keys(documented!.content ?? {})).toContain(mediaType);
    if (mediaType !== PROBLEM_JSON) return;
    const { code } = problemSchema.parse(answer.json);
    expect(Object.keys(documented!.content![PROBLEM_JSON]!.examples!)).toContain(code);
  };

  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    expect(document).toMatchObject({ openapi: '3.1.0' });
  });

  it('lists every path that the application answers, and no other', () => {
    const layers = parts.app.router.stack as { route?: { path: string } }[];
    const answered = layers.flatMap(({ route }) => (route === undefined ? [] : [route.path]));
    const listed = Object.keys(document.paths).map((path) => path.replace(/\{(\w+)\}/g, ':$1'));
    expect([...new Set(answered)].sort()).toEqual(listed.sort());
  });

  it('lists each entry of the table of routes as an operation', () => {
    const inTable = parts.routes.map(({ method, path }: Route) => `${method} ${path}`);
    expect(operations().map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining(inTable),
    );
    expect(operations()).toHaveLength(inTable.length);
  });

  it('is kept by the running service: each operation answers only what is documented, with and without a key', async () => {
    for (const { path, method, operation } of operations()) {
      const url = path.replace(/\{\w+\}/, 'none');
      const call = (headers: Record<string, string> = {}, body?: unknown) =>
        scene.connector.call(method.toUpperCase(), url, body, headers);
      expectDocumented(await call(), operation);
      expectDocumented(await call({}, method === 'get' ? undefined : '{"unknown":1}'), operation);
      const withoutKey = await call({ authorization: '' });
      expect(withoutKey.status === 401).toBe(operation.security.length > 0);
      expectDocumented(withoutKey, operation);
      if (operation.requestBody !== undefined) {
        const asText = await call({ 'content-type': 'text/plain' }, 'text');
        expect(asText.status).toBe(415);
        expectDocumented(asText, operation);
      }
    }
  });

  it('gives an example for each request body, response and problem', () => {
    for (const { operation } of operations()) {
      for (const { content = {} } of Object.values(operation.responses))
        for (const [mediaType, { example, examples }] of Object.entries(content))
          expect(mediaType === PROBLEM_JSON ? examples : example).toBeDefined();
      const body = operation.requestBody?.content['application/json'];
      if (operation.requestBody !== undefined) expect(body?.example).toBeDefined();
    }
  });

  it('has examples that its own schemas accept', () => {
    for (const { body, responses } of parts.routes) {
      if (body !== undefined) expect(body.schema.safeParse(body.example)).toMatchObject({ success: true });
      for (const answer of Object.values(responses).flatMap(listBodies))
        if ('name' in answer)
          expect(answer.schema.safeParse(answer.example)).toMatchObject({ success: true });
    }
    const bodyOf = (path: string) => document.paths[path]!['post']!.requestBody!.content['application/json']!;
    expect(uploadRequestSchema.parse(bodyOf('/v1/uploads').example).campaignName).toBe('Diwali');
    expect(subscriptionRequestSchema.parse(bodyOf('/v1/subscriptions').example).events).toHaveLength(2);
  });

  it('types the parameters of the query', () => {
    const { parameters } = document.paths['/v1/uploads']!['get']!;
    expect(parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'limit',
          in: 'query',
          required: false,
          schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
        }),
        expect.objectContaining({
          name: 'state',
          explode: false,
          schema: {
            type: 'array',
            items: { type: 'string', enum: expect.arrayContaining(['waiting', 'unconfirmed']) },
          },
        }),
      ]),
    );
  });

  it('lists each code of a problem under its status', () => {
    const conflict = document.paths['/v1/uploads']!['post']!.responses['409']!.content![PROBLEM_JSON]!;
    expect(conflict.examples).toEqual({
      idempotency_key_reused: { value: expect.objectContaining({ status: 409 }) },
    });
  });
});

describe('a route', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene('sqlite');
  });
  afterAll(() => scene.close());

  it.each([
    ['PUT', '/v1/uploads', 'POST, GET, HEAD, OPTIONS'],
    ['PATCH', '/v1/subscriptions/none', 'GET, DELETE, HEAD, OPTIONS'],
    ['GET', '/callbacks/none', 'POST, OPTIONS'],
    ['POST', '/healthz', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ])('answers %s %s with 405 and the methods that are allowed', async (method, path, allow) => {
    const answer = await scene.connector.call(method, path);
    expect(answer).toMatchObject({ status: 405, headers: { allow }, json: { code: 'method_not_allowed' } });
  });

  it('names its methods to OPTIONS, and answers HEAD without a body', async () => {
    const options = await scene.connector.call('OPTIONS', '/v1/subscriptions');
    expect(options).toMatchObject({ status: 204, headers: { allow: 'POST, GET, HEAD, OPTIONS' }, text: '' });
    const head = await scene.connector.call('HEAD', '/v1/subscriptions');
    expect(head).toMatchObject({ status: 200, text: '' });
  });

  it('that needs a key tells nobody without one which methods or paths there are', async () => {
    for (const [method, path] of [
      ['PUT', '/v1/uploads'],
      ['OPTIONS', '/v1/uploads'],
      ['GET', '/v1/none'],
    ] as const) {
      const answer = await scene.connector.call(method, path, undefined, { authorization: '' });
      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    }
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1e9', 'limit'],
    ['limit=', 'limit'],
    ['limit=0x10', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['cursor=x', 'cursor'],
    ['cursor=MDAx', 'cursor'],
    ['cursor=OTk5OTk5OTk5OTk5OTk5OTk5', 'cursor'],
    ['state=none', 'state'],
    ['state=waiting&state=failed', 'state'],
    ['other=1', 'other'],
  ])('refuses the query ?%s with 400 and the name of the parameter', async (query, path) => {
    const answer = await scene.connector.call('GET', `/v1/uploads?${query}`);
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path }] } });
  });

  it.each([
    ['/v1/uploads/%00', 404],
    ['/v1/uploads/upl_%00x/events', 404],
    ['/v1/uploads/%F0%9F%98%80', 404],
    [`/v1/uploads/${encodeURIComponent("' or 1=1 --")}`, 404],
    ['/v1/uploads/%2e%2e%2f', 404],
    ['/v1/uploads/__proto__', 404],
    ['/v1/uploads/%E0%A4%A', 400],
    ['/v1/subscriptions/%', 400],
    ['/callbacks/%zz', 404],
  ])('answers GET or POST %s with %i', async (path, status) => {
    const answer = await scene.connector.call(path.startsWith('/callbacks') ? 'POST' : 'GET', path);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(PROBLEM_JSON);
  });
});
