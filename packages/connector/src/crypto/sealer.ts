import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';

/** Encrypts secrets at rest and authenticates request bodies, under a list of keys that rotates. */
export interface Sealer {
  /** Names the key that encrypts: what it sealed begins with this and a dot. */
  readonly keyId: string;
  /** JSON of `value` under AES-256-GCM with the first key. `context` must be given again to open it. */
  seal(value: unknown, context: string): string;
  /** @throws SealError when no key of the list opens it, or it was sealed for another context. */
  open(sealed: string, context: string): unknown;
  /** An HMAC of `text` with the first key. */
  sign(text: string): string;
  /** Whether `mac` is the HMAC of `text` under any key of the list, in constant time. */
  verify(text: string, mac: string): boolean;
}

export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    readonly reason: 'no_key' | 'altered',
    message: string,
  ) {
    super(message);
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

interface KeySet {
  readonly id: string;
  readonly seal: KeyObject;
  readonly mac: KeyObject;
}

/** @param keys 32 bytes each; the first encrypts, all decrypt */
export function createSealer(keys: readonly Buffer[]): Sealer {
  const sets = keys.map(deriveKeys);
  const [first] = sets;
  if (first === undefined) throw new SealError('no_key', 'No encryption key was given.');
  return {
    keyId: first.id,
    seal: (value, context) => seal(first, JSON.stringify(value), context),
    open: (sealed, context) => JSON.parse(open(sets, sealed, context)) as unknown,
    sign: (text) => mac(first, text),
    verify: (text, given) => sets.some((set) => sameText(mac(set, text), given)),
  };
}

/** Compares two texts of any length in constant time. */
export function sameText(left: string, right: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(left).digest(),
    createHash('sha256').update(right).digest(),
  );
}

function deriveKeys(key: Buffer): KeySet {
  const derive = (purpose: string) =>
    createSecretKey(new Uint8Array(hkdfSync('sha256', key, '', purpose, 32)));
  return {
    id: createHash('sha256').update(key).digest('hex').slice(0, 8),
    seal: derive('seal'),
    mac: derive('mac'),
  };
}

function seal(key: KeySet, text: string, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.seal, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${key.id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
}

function open(sets: readonly KeySet[], sealed: string, context: string): string {
  const [id = '', payload = ''] = sealed.split('.');
  const key = sets.find((set) => set.id === id);
  if (key === undefined)
    throw new SealError(
      'no_key',
      'A stored secret was encrypted with a key that is not in ENCRYPTION_KEY: append that key to the list.',
    );
  const bytes = Buffer.from(payload, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.seal, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch {
    throw new SealError(
      'altered',
      'A stored secret cannot be decrypted: it was altered, or belongs to something else.',
    );
  }
}

function mac(key: KeySet, text: string): string {
  return createHmac('sha256', key.mac).update(text).digest('base64url');
}
