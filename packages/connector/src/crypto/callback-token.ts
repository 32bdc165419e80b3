import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: the only proof that a callback is Ozonetel's (docs/ozonetel-api.md, question 6). */
export function createCallbackToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a callback token. */
export function hashCallbackToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
