import { createHmac, createSecretKey, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export function createWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * The headers of Standard Webhooks for one attempt. The id is the event's, the same on every attempt; the timestamp is
 * that of the attempt, in seconds.
 */
export function signEvent(
  eventId: string,
  body: string,
  nowMs: number,
  secret?: string,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const headers = { 'webhook-id': eventId, 'webhook-timestamp': timestamp };
  if (secret === undefined) return headers;
  const key = createSecretKey(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${eventId}.${timestamp}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}
