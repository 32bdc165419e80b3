import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { CodedMembers } from './coded-members';

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: () => new CodedMembers(createGunzip),
  'x-gzip': () => new CodedMembers(createGunzip),
  deflate: () => new CodedMembers(createInflate),
  br: () => new CodedMembers(createBrotliDecompress),
  zstd: () => new CodedMembers(createZstdDecompress),
};

/** What undoes a content coding (RFC 9110, 8.4.1); undefined for a name that is not in the list of known ones. */
export function createContentDecoder(coding: string): Duplex | undefined {
  const name = coding.trim().toLowerCase();
  return Object.hasOwn(DECODERS, name) ? DECODERS[name]?.() : undefined;
}
