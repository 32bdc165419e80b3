import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { expectProblem } from '../harness/problems';
import { API_KEY, startTestConnector } from '../harness/test-connector';
import { cookieOf, openBrowser, withConnector } from './browser';

const HOUR_MS = 3_600_000;

describe.each(DATABASE_KINDS)('a session of the console on %s', (kind) => {
  it('stands for the key on every route, for as long as the browser keeps the cookie', async () => {
    const database = await makeDatabase(kind);
    const connector = await startTestConnector({ DATABASE_URL: database.url });
    const browser = openBrowser(connector);
    expect((await browser.ask('GET', '/v1/uploads')).status).toBe(401);
    expect((await browser.signIn()).status).toBe(204);
    expect((await browser.ask('GET', '/v1/uploads')).status).toBe(200);
    const subscription = await browser.ask('POST', '/v1/subscriptions', { url: 'https://a.example/' });
    expect(subscription.status).toBe(201);
    const { json } = await browser.ask('GET', '/console/session');
    expect(json).toEqual({ keyName: 'key-1', expiresAt: expect.any(String) });
    expect(Date.parse(String(json.expiresAt)) - Date.now()).toBeGreaterThan(11 * HOUR_MS);
    const signedOut = await browser.ask('DELETE', '/console/session');
    expect(signedOut.status).toBe(204);
    expect(cookieOf(signedOut)).toMatch(/^ozonetel_session=; .*Expires=Thu, 01 Jan 1970/);
    await connector.stop();
    await database.remove();
  });

  it('holds on another process and after a restart', async () => {
    const database = await makeDatabase(kind);
    const first = await startTestConnector({ DATABASE_URL: database.url });
    const cookie = cookieOf(await openBrowser(first).signIn()).split(';')[0]!;
    await first.stop();
    const second = await startTestConnector({ DATABASE_URL: database.url });
    const answer = await openBrowser(second).ask('GET', '/v1/uploads', undefined, { cookie });
    expect(answer.status).toBe(200);
    await second.stop();
    await database.remove();
  });
});

describe('the cookie of a session', () => {
  it('is kept from scripts, from other sites and, behind TLS, from plain connections', async () => {
    const flags =
      /^ozonetel_session=[\w.-]+; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly;( Secure;)? SameSite=Strict$/;
    await withConnector({}, async (connector) => {
      const cookie = cookieOf(await openBrowser(connector).signIn());
      expect(cookie).toMatch(flags);
      expect(cookie).not.toContain('Secure');
    });
    await withConnector({ env: { PUBLIC_URL: 'https://calls.example' } }, async (connector) => {
      const cookie = cookieOf(await openBrowser(connector, 'https://calls.example').signIn());
      expect(cookie).toMatch(flags);
      expect(cookie).toContain('Secure');
    });
    await withConnector({ env: { TRUST_PROXY: '1' } }, async (connector) => {
      const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'calls.example' };
      const headers = { ...proxied, origin: 'https://calls.example' };
      const signedIn = await openBrowser(connector).ask(
        'POST',
        '/console/session',
        { key: API_KEY },
        headers,
      );
      expect(signedIn.status).toBe(204);
      expect(cookieOf(signedIn)).toContain('Secure');
    });
  });

  it('does not hold the key', async () => {
    await withConnector({}, async (connector) => {
      const cookie = cookieOf(await openBrowser(connector).signIn());
      const parts = cookie.split(/[=.;]/).map((part) => Buffer.from(part, 'base64url').toString());
      expect([cookie, ...parts].join(' ')).not.toContain(API_KEY);
    });
  });

  it('is refused when one character of it was changed', async () => {
    await withConnector({}, async (connector) => {
      const [pair = ''] = cookieOf(await openBrowser(connector).signIn()).split(';');
      const token = pair.slice('ozonetel_session='.length);
      for (const at of [0, token.indexOf('.') + 1, token.lastIndexOf('.') - 1, token.lastIndexOf('.') + 1]) {
        const changed = token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1);
        const cookie = `ozonetel_session=${changed}`;
        const answer = await openBrowser(connector).ask('GET', '/v1/uploads', undefined, { cookie });
        expectProblem(answer, 401, 'unauthorized');
      }
    });
  });
});

describe('a session of the console', () => {
  it('ends after twelve hours without use, is prolonged by use, and ends after a week in any case', async () => {
    let now = Date.now();
    await withConnector({ clock: () => now }, async (connector) => {
      const idle = openBrowser(connector);
      await idle.signIn();
      now += 12 * HOUR_MS - 1000;
      expect((await idle.ask('GET', '/v1/uploads')).status).toBe(200);
      now += 1000;
      expectProblem(await idle.ask('GET', '/v1/uploads'), 401, 'unauthorized');

      let answer = await openBrowser(connector).signIn();
      const began = now;
      let last = answer;
      while (answer.status < 400) {
        if (cookieOf(answer) !== '') last = answer;
        now += 7 * HOUR_MS;
        const [cookie = ''] = cookieOf(last).split(';');
        answer = await openBrowser(connector).ask('GET', '/console/session', undefined, { cookie });
      }
      expect(answer.status).toBe(401);
      expect(now - began).toBeGreaterThanOrEqual(7 * 24 * HOUR_MS);
      expect(now - began).toBeLessThan(8 * 24 * HOUR_MS);
    });
  });

  it('ends when its key is removed, or replaced under the same name', async () => {
    const database = await makeDatabase('sqlite');
    const startWith = (CONNECTOR_API_KEYS: string) =>
      startTestConnector({ DATABASE_URL: database.url, CONNECTOR_API_KEYS });
    const first = await startWith(`ops:${API_KEY},other:another-key-of-the-tests`);
    const cookie = cookieOf(await openBrowser(first).signIn()).split(';')[0]!;
    await first.stop();
    for (const [keys, status] of [
      [`ops:${API_KEY}`, 200],
      ['ops:a-new-key-of-the-operators', 401],
      ['other:another-key-of-the-tests', 401],
    ] as const) {
      const connector = await startWith(keys);
      const answer = await openBrowser(connector).ask('GET', '/v1/uploads', undefined, { cookie });
      expect([keys, answer.status]).toEqual([keys, status]);
      await connector.stop();
    }
    await database.remove();
  });

  it('changes nothing for a page of another origin, or without an Origin', async () => {
    await withConnector({}, async (connector) => {
      const browser = openBrowser(connector);
      await browser.signIn();
      const body = { url: 'https://a.example/' };
      const from = (headers: Record<string, string>) =>
        browser.ask('POST', '/v1/subscriptions', body, headers);
      const port = new URL(connector.url).port;
      for (const origin of [
        'https://evil.example',
        'null',
        '',
        `https://127.0.0.1:${port}`,
        'http://127.0.0.1:1',
        `${connector.url}.evil.example`,
        `http://localhost:${port}`,
      ])
        expectProblem(await from({ origin }), 403, 'origin_refused');
      expectProblem(await from({ origin: undefined as unknown as string }), 403, 'origin_refused');
      expectProblem(await from({ 'sec-fetch-site': 'cross-site' }), 403, 'origin_refused');
      expectProblem(await from({ 'sec-fetch-site': 'same-site' }), 403, 'origin_refused');
      // Nobody vouches for what the caller wrote there.
      const claimed = { origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' };
      expectProblem(await from(claimed), 403, 'origin_refused');
      expect((await from({ 'sec-fetch-site': 'same-origin' })).status).toBe(201);
      const { json } = await browser.ask('GET', '/v1/subscriptions');
      expect(json.items).toHaveLength(1);
    });
  });

  it('answers no GET that a page of another site asks for', async () => {
    await withConnector({}, async (connector) => {
      const browser = openBrowser(connector);
      await browser.signIn();
      const get = (site: string) => browser.ask('GET', '/v1/uploads', undefined, { 'sec-fetch-site': site });
      for (const site of ['cross-site', 'same-site']) expectProblem(await get(site), 403, 'origin_refused');
      for (const site of ['same-origin', 'none']) expect((await get(site)).status).toBe(200);
    });
  });

  it('asks no Origin of those who present a key', async () => {
    await withConnector({}, async (connector) => {
      const body = { url: 'https://a.example/' };
      const headers = { origin: 'https://evil.example', cookie: 'ozonetel_session=x.y.z.w' };
      expect((await connector.call('POST', '/v1/subscriptions', body, headers)).status).toBe(201);
      const wrong = { ...headers, authorization: 'Bearer a-wrong-key-of-16-characters' };
      expect((await connector.call('GET', '/v1/subscriptions', undefined, wrong)).status).toBe(401);
    });
  });
});
