import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

/** Encrypts the chunks of one file under a key of its own: AES-256-GCM, bound to the file and the chunk's place. */
export interface FileCipher {
  /** The chunk as it is stored: its ciphertext and a tag of 16 bytes. */
  encrypt(chunk: Buffer, seq: number): Buffer;
  /** @throws Error if the chunk was altered, or belongs to another place or file */
  decrypt(stored: Buffer, seq: number): Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
/** What a stored chunk is longer than the chunk. */
export const TAG_BYTES = 16;

/** A new key, as base64. */
export function createFileKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/** @param key of `createFileKey`, which encrypts one file and each of its chunks once */
export function createFileCipher(key: string, fileId: string): FileCipher {
  // Of a key object: bytes are made one anew for each cipher, which costs more than encrypting a small file.
  const secret = createSecretKey(key, 'base64');
  const data = Buffer.from(fileId);
  return {
    encrypt(chunk, seq) {
      const cipher = createCipheriv(ALGORITHM, secret, nonceOf(seq)).setAAD(data);
      return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(stored, seq) {
      const end = stored.length - TAG_BYTES;
      const decipher = createDecipheriv(ALGORITHM, secret, nonceOf(seq))
        .setAAD(data)
        .setAuthTag(stored.subarray(end));
      return Buffer.concat([decipher.update(stored.subarray(0, end)), decipher.final()]);
    },
  };
}

/** Never twice under one key: a file's chunks are counted. */
function nonceOf(seq: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(seq, NONCE_BYTES - 4);
  return nonce;
}
