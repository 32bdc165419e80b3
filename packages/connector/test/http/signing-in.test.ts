import { expectProblem } from '../harness/problems';
import { API_KEY, type Answer } from '../harness/test-connector';
import { cookieOf, openBrowser, withConnector } from './browser';

describe('signing in', () => {
  it('needs the origin of the service, JSON, and a key that is listed', async () => {
    await withConnector({}, async (connector) => {
      const browser = openBrowser(connector);
      const body = { key: API_KEY };
      const foreign = await browser.ask('POST', '/console/session', body, { origin: 'https://evil.example' });
      expectProblem(foreign, 403, 'origin_refused');
      expect(cookieOf(foreign)).toBe('');
      const form = { 'content-type': 'text/plain' };
      expect((await browser.ask('POST', '/console/session', body, form)).status).toBe(415);
      expect((await browser.ask('POST', '/console/session', { key: '' })).status).toBe(400);
      const wrong = await browser.ask('POST', '/console/session', { key: 'a-wrong-key-of-16-characters' });
      expectProblem(wrong, 401, 'unauthorized');
      expect(wrong.text + connector.logged()).not.toMatch(/a-wrong-key/);
      expectProblem(await browser.ask('GET', '/console/session'), 401, 'unauthorized');
      const signOut = await browser.ask('DELETE', '/console/session', undefined, { origin: 'null' });
      expectProblem(signOut, 403, 'origin_refused');
    });
  });

  it('is slowed down after ten wrong keys, while callers of the API and those who are signed in go on', async () => {
    await withConnector({}, async (connector) => {
      const signedIn = openBrowser(connector);
      await signedIn.signIn();
      const statuses: number[] = [];
      let last: Answer | undefined;
      for (let turn = 0; turn < 30; turn += 1) {
        last = await openBrowser(connector).ask('POST', '/console/session', {
          key: `a-guessed-key-${turn}-of-many`,
        });
        statuses.push(last.status);
      }
      expect(statuses.filter((status) => status === 401).length).toBeLessThan(20);
      expectProblem(last!, 429, 'too_many_requests');
      expect(Number(last!.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect((await connector.call('GET', '/v1/uploads')).status).toBe(200);
      expect((await signedIn.ask('GET', '/v1/uploads')).status).toBe(200);
    });
  });

  it('is logged, and so are later changes, under the name of the key', async () => {
    await withConnector({ env: { CONNECTOR_API_KEYS: `ops:${API_KEY}` } }, async (connector) => {
      const browser = openBrowser(connector);
      await browser.signIn();
      await browser.ask('POST', '/v1/subscriptions', { url: 'https://a.example/' });
      await browser.ask('DELETE', '/console/session');
      const audited = connector
        .logged()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ audit }) => audit);
      expect(audited.map(({ key, route, status }) => [key, route, status])).toEqual([
        ['ops', 'POST /console/session', 204],
        ['ops', 'POST /v1/subscriptions', 201],
        ['ops', 'DELETE /console/session', 204],
      ]);
    });
  });

  it('counts for the rate limit of the key', async () => {
    await withConnector({ env: { RATE_LIMIT_PER_MINUTE: '3' } }, async (connector) => {
      const browser = openBrowser(connector);
      await browser.signIn();
      const statuses: number[] = [];
      for (let turn = 0; turn < 8; turn += 1) statuses.push((await browser.ask('GET', '/v1/uploads')).status);
      expect(statuses[0]).toBe(200);
      expect(statuses).toContain(429);
    });
  });
});
