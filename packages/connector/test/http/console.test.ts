import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { makeDatabase } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { makeFolder, startTestConnector, type TestConnector } from '../harness/test-connector';

const POLICY =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';worker-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'";

const SCRIPT = `/* ${'a script of the console. '.repeat(400)} */`;
const ASSET = 'assets/index-B2c4D6e8.js';

function build(folder: string): void {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Console of the test</title>');
  writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, ASSET), SCRIPT);
}

/** A GET whose path no client library tidies up. */
function getRaw(url: string, path: string): Promise<{ status: number | undefined; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    request.on('error', reject).end();
  });
}

describe('the console', () => {
  const folder = makeFolder();
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  let connector: TestConnector;

  const start = (env: Record<string, string> = {}, consoleFolder = join(folder.path, 'dist')) =>
    startTestConnector({ DATABASE_URL: database.url, ...env }, { consoleFolder });

  beforeAll(async () => {
    build(join(folder.path, 'dist'));
    writeFileSync(join(folder.path, 'secret.txt'), 'what lies beside the console');
    database = await makeDatabase('sqlite');
    connector = await start();
  });
  afterAll(async () => {
    await connector.stop();
    await database.remove();
    folder.remove();
  });

  const get = (path: string, headers = {}) => connector.call('GET', path, undefined, headers);

  it('is at /console/, and at every path below it that names a view', async () => {
    const redirect = await get('/console');
    expect([redirect.status, redirect.headers['location']]).toEqual([308, '/console/']);
    for (const path of [
      '/console/',
      '/console/uploads',
      '/console/uploads/upl_1/',
      '/console/accounts?q=1',
    ]) {
      const page = await get(path);
      expect(page.status).toBe(200);
      expect(page.text).toContain('Console of the test');
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      });
    }
  });

  it('lets browsers keep files whose names change with their content, and ask again for the others', async () => {
    const asset = await get(`/console/${ASSET}`);
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    const icon = await get('/console/favicon.svg');
    expect(icon.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' });
    const { etag } = (await get('/console/')).headers;
    const again = await get('/console/', { 'if-none-match': String(etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('is sent compressed to browsers that can read it so', async () => {
    for (const encoding of ['br', 'gzip']) {
      const answer = await get(`/console/${ASSET}`, { 'accept-encoding': encoding });
      expect(answer.headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' });
      expect(answer.text.length).toBeLessThan(SCRIPT.length / 10);
    }
  });

  it('runs nothing inline and nothing from elsewhere, on whatever is answered below its path', async () => {
    const answers = [
      await get('/console'),
      await get('/console/'),
      await get('/console/uploads'),
      await get(`/console/${ASSET}`),
      await get('/console/assets/none.js'),
      await get('/console/%zz'),
      await get('/console/session'),
      await connector.call('POST', '/console/session', {}),
      await connector.call('POST', '/console/'),
      await connector.call('PUT', '/console/session'),
    ];
    for (const { headers } of answers)
      expect(headers).toMatchObject({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'permissions-policy': expect.stringContaining('camera=()'),
      });
  });

  it('answers 404 for a file that it does not have, and 405 to what is no GET', async () => {
    expectProblem(await get('/console/assets/none.js'), 404, 'not_found');
    const posted = await connector.call('POST', '/console/');
    expectProblem(posted, 405, 'method_not_allowed');
    expect(posted.headers['allow']).toBe('GET, HEAD, OPTIONS');
  });

  it('gives out no file beside its own, however the path is written', async () => {
    for (const path of [
      '/console/../secret.txt',
      '/console/..%2fsecret.txt',
      '/console/%2e%2e/secret.txt',
      '/console/%2e%2e%2fsecret.txt',
      '/console/..%5csecret.txt',
      '/console/assets/..%2f..%2fsecret.txt',
      '/console//../secret.txt',
      '/console/%00/../../secret.txt',
      `/console//${folder.path}/secret.txt`,
    ]) {
      const { status, text } = await getRaw(connector.url, path);
      expect([path, text]).not.toEqual([path, expect.stringContaining('what lies beside')]);
      expect([path, status]).toEqual([path, expect.any(Number)]);
      expect(status).toBeLessThan(500);
    }
  });

  it('says how to build it where it was not built, and is there as soon as it was', async () => {
    const later = join(folder.path, 'later');
    await connector.stop();
    connector = await start({}, later);
    const page = await get('/console/');
    expect(page.status).toBe(503);
    expect(page.text).toContain('npm run build');
    expect(page.headers['content-security-policy']).toBe(POLICY);
    build(later);
    expect((await get('/console/')).text).toContain('Console of the test');
  });

  it('is not there at all with CONSOLE=off', async () => {
    await connector.stop();
    connector = await start({ CONSOLE: 'off' });
    for (const path of ['/console', '/console/', `/console/${ASSET}`, '/console/session'])
      expectProblem(await get(path), 404, 'not_found');
    const origin = { origin: connector.url };
    expectProblem(await connector.call('POST', '/console/session', { key: 'x' }, origin), 404, 'not_found');
    const { json } = await get('/openapi.json');
    expect(Object.keys(json.paths as object).filter((path) => path.startsWith('/console'))).toEqual([]);
  });
});
