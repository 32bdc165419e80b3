import { makeDatabase } from '../harness/databases';
import { API_KEY, startTestConnector, type Answer, type TestConnector } from '../harness/test-connector';

export const NO_KEY = { authorization: undefined as unknown as string };

export interface Browser {
  readonly connector: TestConnector;
  /** Signs in, and keeps the cookie. */
  signIn(key?: string): Promise<Answer>;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** What a browser on the service's own page sends. */
export function openBrowser(connector: TestConnector, origin = connector.url): Browser {
  let cookie = '';
  const ask: Browser['ask'] = (method, path, body, headers = {}) =>
    connector.call(method, path, body, {
      ...NO_KEY,
      ...(method === 'GET' ? {} : { origin }),
      ...(cookie === '' ? {} : { cookie: `theme=dark; ${cookie}` }),
      ...headers,
    });
  return {
    connector,
    ask,
    async signIn(key = API_KEY) {
      const answer = await ask('POST', '/console/session', { key });
      cookie = cookieOf(answer).split(';')[0]!;
      return answer;
    },
  };
}

export function cookieOf({ headers }: Answer): string {
  return String(headers['set-cookie'] ?? '');
}

export async function withConnector(
  { env = {}, clock }: { env?: Record<string, string>; clock?: () => number },
  look: (connector: TestConnector) => Promise<void>,
): Promise<void> {
  const database = await makeDatabase('sqlite');
  const connector = await startTestConnector(
    { DATABASE_URL: database.url, ...env },
    clock === undefined ? {} : { clock },
  );
  try {
    await look(connector);
  } finally {
    await connector.stop();
    await database.remove();
  }
}
