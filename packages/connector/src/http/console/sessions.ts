import type { ApiKey } from '../../config/api-keys';
import type { Sealer } from '../../crypto/sealer';

/*
 * A session of the console is the browser's cookie and nothing else: no table, so it holds on every replica and
 * after a restart. Its token is `<name of the key>.<began>.<ends>.<HMAC>`, the first three in base64url and base 36.
 * The HMAC covers the API key itself, so a session ends when its key is removed or replaced.
 */

/** Who is signed in, and until when (milliseconds since 1970). */
export interface Session {
  readonly keyName: string;
  readonly beganAt: number;
  readonly expiresAt: number;
}

export interface Sessions {
  /** A session that begins now. */
  begin(key: ApiKey): Session;
  /** The session of a token; undefined when it is forged or over, or its key is no longer listed. */
  find(token: string): Session | undefined;
  /** The session with a later end, when half of its time has passed without one. */
  renew(session: Session): Session | undefined;
  /** @throws Error when the session's key is not listed */
  toToken(session: Session): string;
}

const HOUR_MS = 3_600_000;
/** A session ends when it was not used for as long. */
const IDLE_MS = 12 * HOUR_MS;
/** A session that is always used ends as well. */
const MAX_MS = 7 * 24 * HOUR_MS;

interface SessionDeps {
  readonly sealer: Sealer;
  readonly apiKeys: readonly ApiKey[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export function createSessions({ sealer, apiKeys, clock }: SessionDeps): Sessions {
  const findKey = (name: string) => apiKeys.find((key) => key.name === name);
  return {
    begin({ name }) {
      const now = clock();
      return { keyName: name, beganAt: now, expiresAt: now + IDLE_MS };
    },
    find(token) {
      const [name = '', began = '', ends = '', mac = ''] = token.split('.');
      const key = findKey(Buffer.from(name, 'base64url').toString());
      if (key === undefined || !sealer.verify(toClaim(`${name}.${began}.${ends}`, key), mac))
        return undefined;
      const expiresAt = parseInt(ends, 36);
      return clock() < expiresAt ? { keyName: key.name, beganAt: parseInt(began, 36), expiresAt } : undefined;
    },
    renew(session) {
      const now = clock();
      const expiresAt = Math.min(now + IDLE_MS, session.beganAt + MAX_MS);
      return session.expiresAt - now < IDLE_MS / 2 && expiresAt > session.expiresAt
        ? { ...session, expiresAt }
        : undefined;
    },
    toToken({ keyName, beganAt, expiresAt }) {
      const key = findKey(keyName);
      if (key === undefined) throw new Error('A session needs a key that is listed.');
      const name = Buffer.from(keyName).toString('base64url');
      const claim = `${name}.${beganAt.toString(36)}.${expiresAt.toString(36)}`;
      return `${claim}.${sealer.sign(toClaim(claim, key))}`;
    },
  };
}

/** What is authenticated; the sealer signs other texts, too, which begin otherwise. */
function toClaim(claim: string, { key }: ApiKey): string {
  return `console-session ${claim} ${key}`;
}
