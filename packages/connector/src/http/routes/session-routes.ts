import { ProblemError, sessionRequestSchema, sessionSchema } from '@ozonetel-bulk-upload/shared-types';
import type { z } from 'zod';
import type { ApiKey } from '../../config/api-keys';
import { findApiKey } from '../authorize';
import { addressOf } from '../client-address';
import { requireOwnOrigin } from '../console/origins';
import { SESSION_COOKIE } from '../console/session-cookie';
import { giveSession, useSession, type SessionUse } from '../console/use-session';
import { createAddressLimiter, enforceRate, refuseWhileExhausted } from '../limit-rates';
import { contextOf } from '../request-context';
import { defineRoute, json, type Call, type Route } from '../route';

export interface SessionRouteDeps extends SessionUse {
  readonly console: 'on' | 'off';
  readonly apiKeys: readonly ApiKey[];
}

/** A person mistypes a few; after them the address waits, whatever key it presents. */
const WRONG_KEYS_PER_MINUTE = 10;

const PATH = '/console/session';

/** Signing in to the console and out of it; none if the console is off. */
export function sessionRoutes(deps: SessionRouteDeps): Route[] {
  if (deps.console === 'off') return [];
  const signIn = createSignIn(deps);
  return [
    defineRoute({
      method: 'post',
      path: PATH,
      summary: 'Sign in to the console',
      isPublic: true,
      isAudited: true,
      body: {
        name: 'SessionRequest',
        schema: sessionRequestSchema,
        example: { key: 'one-of-the-connectors-keys' },
      },
      responses: {
        204: {
          description: 'Signed in. The cookie replaces the API key for pages of this service only.',
          headers: { 'Set-Cookie': `${SESSION_COOKIE}, HttpOnly and SameSite=Strict` },
        },
      },
      problems: ['unauthorized', 'origin_refused', 'too_many_requests'],
      handle: signIn,
    }),
    defineRoute({
      method: 'get',
      path: PATH,
      summary: 'Who is signed in to the console',
      isPublic: true,
      needsSession: true,
      responses: {
        200: {
          description: 'The session. Use extends it, up to a week.',
          body: json('Session', sessionSchema, { keyName: 'key-1', expiresAt: '2026-01-05T21:00:00.000Z' }),
        },
      },
      problems: ['unauthorized', 'origin_refused'],
      handle({ request, response }) {
        const session = useSession(deps, request, response);
        if (session === undefined)
          throw new ProblemError('unauthorized', 'There is no session, or it has expired: sign in.');
        response.json({ keyName: session.keyName, expiresAt: new Date(session.expiresAt).toISOString() });
      },
    }),
    defineRoute({
      method: 'delete',
      path: PATH,
      summary: 'Sign out of the console',
      isPublic: true,
      isAudited: true,
      responses: { 204: { description: 'Signed out. Idempotent.' } },
      problems: ['origin_refused'],
      handle({ request, response }) {
        requireOwnOrigin(request, deps.publicUrl);
        useSession(deps, request, response);
        response.clearCookie(SESSION_COOKIE, { httpOnly: true, sameSite: 'strict', path: '/' });
        response.status(204).end();
      },
    }),
  ];
}

function createSignIn(deps: SessionRouteDeps) {
  const wrongKeys = createAddressLimiter(WRONG_KEYS_PER_MINUTE);
  return ({ request, response, body }: Call<unknown, z.output<typeof sessionRequestSchema>>): void => {
    requireOwnOrigin(request, deps.publicUrl);
    const address = addressOf(request);
    const tooMany = 'Too many wrong keys came from this address: wait a minute, then try again.';
    refuseWhileExhausted(wrongKeys, address, response, tooMany);
    const key = findApiKey(deps.apiKeys, body.key);
    if (key === undefined) {
      enforceRate(wrongKeys, address, response, tooMany);
      throw new ProblemError(
        'unauthorized',
        'The key is not valid. Ask whoever runs the connector for one of CONNECTOR_API_KEYS.',
      );
    }
    contextOf(response).keyName = key.name;
    giveSession(deps, request, response, deps.sessions.begin(key));
    response.status(204).end();
  };
}
