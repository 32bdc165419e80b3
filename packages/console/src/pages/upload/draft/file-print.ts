import { formatHex } from '../../../components/format';
import type { FilePrint } from './draft';

/** A whole large file at once would hold up the page while its bytes are copied. */
const SLICE_BYTES = 1024 * 1024;

/** Name, size and digest of a file, which is read a slice at a time. The digests are computed off the page's thread. */
export async function printOf(file: File): Promise<FilePrint> {
  const print = { name: file.name, size: file.size };
  // Only there where the page came over TLS or from this machine, whatever its type says.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return print;
  const digests: ArrayBuffer[] = [];
  for (let at = 0; at < file.size; at += SLICE_BYTES) {
    const slice = await file.slice(at, at + SLICE_BYTES).arrayBuffer();
    digests.push(await subtle.digest('SHA-256', slice));
  }
  const digest = await subtle.digest('SHA-256', await new Blob(digests).arrayBuffer());
  return { ...print, hash: formatHex(new Uint8Array(digest)) };
}

/** Whether a file is the one that a print was made of. */
export function isSameFile(a: FilePrint, b: FilePrint): boolean {
  if (a.hash !== undefined && b.hash !== undefined) return a.hash === b.hash;
  return a.size === b.size && a.name === b.name;
}
