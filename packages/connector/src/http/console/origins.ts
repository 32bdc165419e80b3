import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';

/** Base of the addresses that the service is known by, `https://calls.example`; empty while it is not known. */
export type PublicUrl = () => string;

/**
 * Lets a change pass that a page of this service asks for: a browser names the page's origin in `Origin`
 * (RFC 6454), and no page can forge it. Compared with the host as the client sees it (`TRUST_PROXY`) and `PUBLIC_URL`.
 * @throws ProblemError `origin_refused`
 */
export function requireOwnOrigin(request: Request, publicUrl: PublicUrl): void {
  const origin = request.get('origin');
  const isOwn = origin !== undefined && ownOrigins(request, publicUrl).includes(origin.toLowerCase());
  if (isOwn && isAskedByOwnPage(request)) return;
  throw new ProblemError(
    'origin_refused',
    "With the console's session, only pages of this service may make changes. If this is its page, set PUBLIC_URL to the address in the browser, or TRUST_PROXY.",
  );
}

/**
 * Refuses what a page of another site asks for, where the browser says so (Fetch Metadata, `Sec-Fetch-Site`).
 * @throws ProblemError `origin_refused`
 */
export function refuseOtherSites(request: Request): void {
  if (isAskedByOwnPage(request)) return;
  throw new ProblemError('origin_refused', "Pages of other sites may not use the console's session.");
}

/** `none`: the user typed the address, or opened a bookmark. */
function isAskedByOwnPage(request: Request): boolean {
  return ['same-origin', 'none'].includes(request.get('sec-fetch-site') ?? 'none');
}

function ownOrigins(request: Request, publicUrl: PublicUrl): string[] {
  // `host` is undefined in HTTP/1.0, whatever Express declares.
  const host = request.host as string | undefined;
  return [`${request.protocol}://${host ?? ''}`, publicUrl()].flatMap((url) =>
    URL.canParse(url) ? [new URL(url).origin] : [],
  );
}

/** Whether a cookie has to keep off connections without TLS. */
export function isBehindTls(request: Request, publicUrl: PublicUrl): boolean {
  return request.secure || publicUrl().startsWith('https:');
}
