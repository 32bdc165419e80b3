import { parseCookieDate } from './cookie-date';
import { trimField } from './header-field';

/** What hosts set while one download is redirected: SharePoint and OneDrive hand the way to the file over so. */
export interface RedirectCookies {
  /** Takes the `Set-Cookie` headers of an answer. */
  remember(from: URL, header: string | string[] | undefined): void;
  /** The `Cookie` header for a request, joined to what the user gave; nothing if there is none. */
  headerFor(url: URL, given: string | undefined): string | undefined;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly path: string;
  readonly isSecure: boolean;
  readonly expiresAt: number;
}

/** Cookies that are kept in all, and bytes that name and value of one may have (RFC 6265, 6.1). */
const MAX_COOKIES = 50;
const MAX_COOKIE_BYTES = 4096;
/** Bytes that one Cookie header may have; hosts refuse more. */
const MAX_HEADER_BYTES = 16_384;

/**
 * Keeps the cookies of one download. Narrower than a browser: a cookie goes back to the very origin that set it and to
 * no other, whatever its Domain says, so that no list of public suffixes is needed.
 */
export function createRedirectCookies(now: () => number): RedirectCookies {
  let cookies: Cookie[] = [];
  return {
    remember(from, header) {
      for (const text of [header ?? []].flat()) {
        const cookie = parseCookie(text, from, now());
        if (cookie === undefined) continue;
        cookies = cookies.filter((kept) => !isSame(kept, cookie));
        if (cookie.expiresAt > now()) cookies.push(cookie);
        cookies = cookies.slice(-MAX_COOKIES);
      }
    },
    headerFor(url, given) {
      const time = now();
      const pairs = cookies
        .filter((cookie) => cookie.expiresAt > time && isFor(cookie, url))
        .sort((a, b) => b.path.length - a.path.length)
        .map(({ name, value }) => (name === '' ? value : `${name}=${value}`));
      const set = new Set(pairs.map(nameOf));
      const own = (given ?? '').split(/;\s*/).filter((pair) => pair !== '' && !set.has(nameOf(pair)));
      const all = [...own, ...pairs];
      while (all.join('; ').length > MAX_HEADER_BYTES) all.pop();
      return all.length === 0 ? undefined : all.join('; ');
    },
  };
}

/** RFC 6265, 5.2: leniently, as browsers do. */
function parseCookie(text: string, from: URL, now: number): Cookie | undefined {
  const [pair = '', ...attributes] = text.split(';').map(trimField);
  const equals = pair.indexOf('=');
  const name = equals === -1 ? '' : trimField(pair.slice(0, equals));
  const value = trimField(pair.slice(equals + 1));
  if (pair === '' || pair.length > MAX_COOKIE_BYTES || /[^\t\x20-\x7e\x80-\xff]/.test(pair)) return undefined;
  const given = new Map(attributes.map(attributeOf));
  const path = given.get('path');
  const domain = given.get('domain');
  if (domain !== undefined && !isOwnDomain(domain, from.hostname)) return undefined;
  const isSecure = given.has('secure');
  if (isSecure && !isSafe(from)) return undefined;
  if (!keepsItsPrefix(name, { isSecure, path, domain })) return undefined;
  return {
    name,
    value,
    origin: from.origin,
    path: path?.startsWith('/') === true ? path : defaultPath(from.pathname),
    isSecure,
    expiresAt: expiryOf(given, now),
  };
}

function attributeOf(text: string): [name: string, value: string] {
  const [name = '', ...value] = text.split('=');
  return [trimField(name).toLowerCase(), trimField(value.join('='))];
}

/** Max-Age goes before Expires (RFC 6265, 5.3); without either the cookie lives as long as the download. */
function expiryOf(attributes: ReadonlyMap<string, string>, now: number): number {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1000;
  return parseCookieDate(attributes.get('expires') ?? '') ?? Infinity;
}

/** What a prefix of the name says of the cookie (RFC 6265bis, 4.1.3); browsers drop one of which it is not true. */
function keepsItsPrefix(
  name: string,
  given: { isSecure: boolean; path: string | undefined; domain: string | undefined },
): boolean {
  const [, prefix] = /^__(host|secure)-/i.exec(name) ?? [];
  if (prefix === undefined) return true;
  if (!given.isSecure) return false;
  return prefix.toLowerCase() === 'secure' || (given.path === '/' && given.domain === undefined);
}

function isOwnDomain(domain: string, host: string): boolean {
  const name = domain.replace(/^\./, '').toLowerCase();
  return name === '' || host === name || host.endsWith(`.${name}`);
}

function isSafe(url: URL): boolean {
  return url.protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function defaultPath(pathname: string): string {
  const end = pathname.lastIndexOf('/');
  return end <= 0 ? '/' : pathname.slice(0, end);
}

function isFor({ origin, path, isSecure }: Cookie, url: URL): boolean {
  if (origin !== url.origin || (isSecure && !isSafe(url))) return false;
  if (url.pathname === path) return true;
  return url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.path === b.path && a.origin === b.origin;
}

function nameOf(pair: string): string {
  const equals = pair.indexOf('=');
  return equals === -1 ? '' : pair.slice(0, equals);
}
