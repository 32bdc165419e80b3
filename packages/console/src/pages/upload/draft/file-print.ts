import type { FilePrint } from './draft';

/** Name, size and SHA-256 of a file. The digest is computed off the page's thread. */
export async function printOf(file: File): Promise<FilePrint> {
  const print = { name: file.name, size: file.size };
  // Only there where the page came over TLS or from this machine, whatever its type says.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return print;
  const digest = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
  return { ...print, hash: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') };
}

/** Whether a file is the one that a print was made of. */
export function isSameFile(a: FilePrint, b: FilePrint): boolean {
  if (a.hash !== undefined && b.hash !== undefined) return a.hash === b.hash;
  return a.size === b.size && a.name === b.name;
}
