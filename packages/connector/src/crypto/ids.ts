import { randomBytes } from 'node:crypto';

const PREFIXES = {
  upload: 'upl',
  subscription: 'sub',
  event: 'evt',
  delivery: 'dlv',
  send: 'snd',
  file: 'fil',
} as const;

/** A new unguessable id, `upl_…`: 120 random bits. */
export function createId(kind: keyof typeof PREFIXES): string {
  return `${PREFIXES[kind]}_${randomBytes(15).toString('base64url')}`;
}
