import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CHUNK_BYTES, type ChunkReader, type ChunkStore } from './chunk-store';
import { writeWhole } from '../write-whole';
import { TAG_BYTES } from './file-cipher';

const PRIVATE_FILE = 0o600;
const STORED_BYTES = CHUNK_BYTES + TAG_BYTES;

/**
 * Chunks one after another in a file of its own for each stored file, named by its id. It is written once, so that
 * a database neither grows by it nor writes it into its log first. When the key of a file is forgotten, what is left
 * of the file cannot be read.
 * @param folder private, of this process alone
 * @param isDurable whether a file that was ended must survive the machine
 */
export function createChunkFiles(folder: string, isDurable: boolean): ChunkStore {
  const pathOf = (fileId: string): string => join(folder, fileId);
  return {
    async begin(fileId) {
      const file = await open(pathOf(fileId), 'wx', PRIVATE_FILE);
      return {
        add: (chunk, seq) => writeWhole(file, chunk, seq * STORED_BYTES),
        async end() {
          await (isDurable ? file.datasync() : Promise.resolve()).finally(() => file.close());
          if (isDurable) await syncFolder(folder);
        },
        async abort() {
          await file.close().catch(() => undefined);
          await rm(pathOf(fileId), { force: true });
        },
      };
    },
    async open(fileId) {
      const file = await openIfThere(pathOf(fileId));
      return file === undefined ? undefined : readerOf(file);
    },
    remove: (fileId) => rm(pathOf(fileId), { force: true }),
  };
}

function readerOf(file: FileHandle): ChunkReader {
  return {
    async read(seq) {
      const { buffer, bytesRead } = await file.read(
        Buffer.allocUnsafe(STORED_BYTES),
        0,
        STORED_BYTES,
        seq * STORED_BYTES,
      );
      return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The name of a new file is on the disk only when its folder is; Windows cannot sync folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
