import { writeSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import type { StoredFile } from '../../src/store/spool/content';
import type { FileWriter } from '../../src/store/spool/file-writer';

/** A file in clear on the disk, as the corpus has them. */
export async function localFile(path: string): Promise<StoredFile> {
  const { size: bytes } = await stat(path);
  return {
    bytes,
    async open() {
      const file = await open(path, 'r');
      return {
        bytes,
        read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
        close: () => file.close(),
      };
    },
  };
}

/** Writes a file in clear. */
export async function localWriter(path: string): Promise<FileWriter> {
  const file = await open(path, 'w');
  return {
    write: (piece) => file.writeFile(piece),
    rewrite: (bytes, position) => void writeSync(file.fd, bytes, 0, bytes.length, position),
    async end() {
      await file.close();
      return { ...(await localFile(path)), remove: () => rm(path, { force: true }) };
    },
    abort: () => file.close(),
  };
}
