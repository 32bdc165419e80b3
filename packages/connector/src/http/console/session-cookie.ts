import type { Request, Response } from 'express';

export const SESSION_COOKIE = 'ozonetel_session';

/** The token that a request brings in its cookie. */
export function readSessionCookie(request: Request): string | undefined {
  const [, token] = COOKIE.exec(request.headers.cookie ?? '') ?? [];
  return token;
}

const COOKIE = new RegExp(`(?:^|;) *${SESSION_COOKIE}=([\\w.-]{1,512}) *(?:;|$)`);

/**
 * Gives the browser a token that no script reads and no other site's page sends.
 * @param isSecure keeps it off connections without TLS
 */
export function writeSessionCookie(
  response: Response,
  { token, maxAgeMs, isSecure }: { token: string; maxAgeMs: number; isSecure: boolean },
): void {
  response.cookie(SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge: maxAgeMs,
    secure: isSecure,
  });
}
