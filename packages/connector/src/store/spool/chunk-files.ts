import { open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queries } from '../dialect';
import { CHUNK_BYTES, type ChunkReader, type ChunkStore } from './chunk-store';
import { writeWhole } from '../write-whole';
import { TAG_BYTES } from './file-cipher';

const PRIVATE_FILE = 0o600;
const LOOKED_UP_AT_ONCE = 500;
const STORED_BYTES = CHUNK_BYTES + TAG_BYTES;

/**
 * Chunks one after another in a file of its own for each spooled file, named by its id. It is written once, so that
 * the database neither grows by it nor writes it into its log first. When the row of a file is deleted, so is its key:
 * what is left of the file cannot be read, and `removeUnknown` frees its room.
 * @param folder private, of this process alone
 */
export function createChunkFiles(folder: string, db: Queries): ChunkStore {
  const pathOf = (fileId: string): string => join(folder, fileId);
  return {
    async begin(fileId) {
      const file = await open(pathOf(fileId), 'wx', PRIVATE_FILE);
      return {
        add: (chunk, seq) => writeWhole(file, chunk, seq * STORED_BYTES),
        async end() {
          await file.datasync().finally(() => file.close());
          await syncFolder(folder);
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
    async removeUnknown() {
      // A row is written before its file: what has a file and no row has lost it.
      const fileIds = await readdir(folder);
      for (let from = 0; from < fileIds.length; from += LOOKED_UP_AT_ONCE) {
        const some = fileIds.slice(from, from + LOOKED_UP_AT_ONCE);
        const rows = await db.selectFrom('file').select('id').where('id', 'in', some).execute();
        const known = new Set(rows.map(({ id }) => id));
        for (const fileId of some) if (!known.has(fileId)) await rm(pathOf(fileId), { force: true });
      }
    },
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

/** The name of a new file is on the disk only when its folder is; Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
