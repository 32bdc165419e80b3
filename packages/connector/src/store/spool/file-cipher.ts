import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

/** Encrypts the chunks of one file under a key of its own: AES-256-GCM, bound to the file and the chunk's place. */
export interface FileCipher {
  /**
   * The chunk as it is stored: its ciphertext and a tag of 16 bytes.
   * @param into memory to use again, of which the result is then a part
   */
  encrypt(chunk: Buffer, seq: number, into?: Buffer): Buffer;
  /**
   * @param into as for `encrypt`; another memory is taken where it is too small
   * @throws Error if the chunk was altered, or belongs to another place or file
   */
  decrypt(stored: Buffer, seq: number, into?: Buffer): Buffer;
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
/** What a stored chunk is longer than the chunk. */
export const TAG_BYTES = 16;
/** What OpenSSL gives is new memory each time: pieces of this size go soon, a chunk would stay until V8 collects all. */
const PIECE_BYTES = 64 * 1024;

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
    encrypt(chunk, seq, into) {
      const cipher = createCipheriv(ALGORITHM, secret, nonceOf(seq)).setAAD(data);
      const stored = memoryFor(chunk.length + TAG_BYTES, into);
      copyPieces(chunk, stored, (piece) => cipher.update(piece));
      cipher.final();
      cipher.getAuthTag().copy(stored, chunk.length);
      return stored;
    },
    decrypt(stored, seq, into) {
      const end = stored.length - TAG_BYTES;
      const decipher = createDecipheriv(ALGORITHM, secret, nonceOf(seq))
        .setAAD(data)
        .setAuthTag(stored.subarray(end));
      const chunk = memoryFor(end, into);
      copyPieces(stored.subarray(0, end), chunk, (piece) => decipher.update(piece));
      decipher.final();
      return chunk;
    },
  };
}

function memoryFor(bytes: number, given: Buffer | undefined): Buffer {
  return given !== undefined && given.length >= bytes ? given.subarray(0, bytes) : Buffer.allocUnsafe(bytes);
}

/** GCM gives as many bytes as it takes, and none at its end. */
function copyPieces(from: Buffer, to: Buffer, update: (piece: Buffer) => Buffer): void {
  for (let at = 0; at < from.length; at += PIECE_BYTES) {
    update(from.subarray(at, at + PIECE_BYTES)).copy(to, at);
  }
}

/** Never twice under one key: a file's chunks are counted. */
function nonceOf(seq: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(seq, NONCE_BYTES - 4);
  return nonce;
}
