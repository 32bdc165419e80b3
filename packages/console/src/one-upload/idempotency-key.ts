import { formatHex } from '../components/format';

const KEY_BYTES = 16;

/** Random, and available without TLS, where `crypto.randomUUID` is not. */
export function createIdempotencyKey(): string {
  return `console-${formatHex(crypto.getRandomValues(new Uint8Array(KEY_BYTES)))}`;
}
