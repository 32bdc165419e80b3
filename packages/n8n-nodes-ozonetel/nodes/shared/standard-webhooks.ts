import { createHmac, timingSafeEqual } from 'crypto';

/** How far a timestamp may be off (Standard Webhooks, "Verifying signatures"). */
const TOLERANCE_SECONDS = 5 * 60;

const SECRET_PREFIX = 'whsec_';

export interface SignedMessage {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export type Verdict =
  | { readonly isGenuine: true; readonly id: string }
  | { readonly isGenuine: false; readonly reason: 'headers' | 'timestamp' | 'signature' };

/** Verifies a delivery by the rules of Standard Webhooks: headers, then time, then signature. */
export function verifyMessage({ headers, body }: SignedMessage, secret: string, nowMs: number): Verdict {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
    return { isGenuine: false, reason: 'headers' };
  }
  if (!/^\d+$/.test(timestamp) || Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    return { isGenuine: false, reason: 'timestamp' };
  }
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const isSigned = signatures.split(' ').some((signature) => isEqual(signature, `v1,${expected}`));
  return isSigned && key.length > 0 ? { isGenuine: true, id } : { isGenuine: false, reason: 'signature' };
}

/** A secret of Standard Webhooks from key material. */
export function toWebhookSecret(key: Buffer): string {
  return `${SECRET_PREFIX}${key.toString('base64')}`;
}

/** Compares in constant time. */
export function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
