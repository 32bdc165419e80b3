import type { Request, Response } from 'express';
import { contextOf } from '../request-context';
import { isBehindTls, refuseOtherSites, requireOwnOrigin, type PublicUrl } from './origins';
import { readSessionCookie, writeSessionCookie } from './session-cookie';
import type { Session, Sessions } from './sessions';

export interface SessionUse {
  readonly sessions: Sessions;
  readonly publicUrl: PublicUrl;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * The session that a request comes with, prolonged when half of its time has passed.
 * @returns undefined when it has none that is valid
 * @throws ProblemError `origin_refused` when another site's page may have asked for it
 */
export function useSession(use: SessionUse, request: Request, response: Response): Session | undefined {
  const token = readSessionCookie(request);
  const session = token === undefined ? undefined : use.sessions.find(token);
  if (session === undefined) return undefined;
  if (request.method === 'GET' || request.method === 'HEAD') refuseOtherSites(request);
  else requireOwnOrigin(request, use.publicUrl);
  contextOf(response).keyName = session.keyName;
  const renewed = use.sessions.renew(session);
  if (renewed !== undefined) giveSession(use, request, response, renewed);
  return renewed ?? session;
}

/** Puts a session into the browser's cookie. */
export function giveSession(use: SessionUse, request: Request, response: Response, session: Session): void {
  writeSessionCookie(response, {
    token: use.sessions.toToken(session),
    // In whole seconds, not rounded down.
    maxAgeMs: Math.ceil((session.expiresAt - use.clock()) / 1000) * 1000,
    isSecure: isBehindTls(request, use.publicUrl),
  });
}
