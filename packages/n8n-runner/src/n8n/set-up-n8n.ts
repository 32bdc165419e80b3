import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ActionableError } from '../actionable-error';
import { pollUntil } from '../process/poll-until';

/** The owner's account of an n8n. */
export interface N8nOwner {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
}

/** An owner with a password made up now, such as n8n accepts: a capital letter and a digit among others. */
export function createOwner(): N8nOwner {
  return {
    email: 'demo@example.com',
    firstName: 'Demo',
    lastName: 'Owner',
    password: `Demo-${randomBytes(9).toString('base64url')}-1`,
  };
}

const scopesSchema = z.object({ data: z.array(z.string()) });
const apiKeySchema = z.object({ data: z.object({ rawApiKey: z.string() }) });
const WANTED_SCOPES = /^(credential|workflow|execution):/;

/** n8n answers its cookie calls only to the browser that logged in. */
const BROWSER_ID = 'ozonetel-demo';

/** `/rest` comes up a moment after the readiness check. */
const REST_LIMIT_MS = 30_000;

/**
 * Makes the first owner of a fresh n8n and a key for its public API.
 * @returns the key; it does not end
 * @throws ActionableError with n8n's answer if it refuses
 */
export async function setUpN8n(url: string, owner: N8nOwner, signal?: AbortSignal): Promise<string> {
  const session = await makeOwner(url, owner, signal);
  const { data: scopes } = scopesSchema.parse(await session.call('GET', '/rest/api-keys/scopes'));
  const key = await session.call('POST', '/rest/api-keys', {
    label: 'demo',
    expiresAt: null,
    scopes: scopes.filter((scope) => WANTED_SCOPES.test(scope)),
  });
  return apiKeySchema.parse(key).data.rawApiKey;
}

interface Session {
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

async function makeOwner(url: string, owner: N8nOwner, signal?: AbortSignal): Promise<Session> {
  const made = await pollUntil(
    async () => {
      const response = await send(url, 'POST', '/rest/owner/setup', owner);
      const isThere = response.status !== 404 && response.status !== 503;
      if (!isThere) await response.body?.cancel();
      return isThere ? response : undefined;
    },
    { limitMs: REST_LIMIT_MS, ...(signal === undefined ? {} : { signal }) },
  );
  if (made === undefined) throw new ActionableError(`n8n at ${url} did not offer its set-up in time.`);
  await readAnswer(made, '/rest/owner/setup');
  const cookie = made.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return {
    call: async (method, path, body) =>
      readAnswer(await send(url, method, path, body, cookie.join('; ')), path),
  };
}

function send(url: string, method: string, path: string, body?: unknown, cookie = ''): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { 'browser-id': BROWSER_ID, cookie, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function readAnswer(response: Response, path: string): Promise<unknown> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new ActionableError(`n8n refused ${path} with ${response.status}: ${text.slice(0, 300)}`);
}
