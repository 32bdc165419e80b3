import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../observe/error-code';
import { inFolder } from '../file-folder';
import { PRIVATE_FILE } from '../private-file';
import { STORED_CHUNK_BYTES, type ChunkReader, type ChunkStore } from './chunk-store';
import { writeWhole } from '../write-whole';

/** Chunks that are synced together: a commit of SQLite, which waits for whatever is being written, waits for no more. */
const SYNCED_CHUNKS = 4;

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
      const file = await inFolder(folder, () => open(pathOf(fileId), 'wx', PRIVATE_FILE));
      return {
        async add(chunk, seq) {
          await writeWhole(file, chunk, seq * STORED_CHUNK_BYTES);
          if (isDurable && seq % SYNCED_CHUNKS === SYNCED_CHUNKS - 1) await file.datasync();
        },
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
      const file = await openIfThere(folder, pathOf(fileId));
      return file === undefined ? undefined : readerOf(file);
    },
    remove: (fileId) => rm(pathOf(fileId), { force: true }),
  };
}

function readerOf(file: FileHandle): ChunkReader {
  let spare: Buffer | undefined;
  return {
    async read(seq, use) {
      const into = spare ?? Buffer.allocUnsafeSlow(STORED_CHUNK_BYTES);
      spare = undefined;
      const { bytesRead } = await file.read(into, 0, STORED_CHUNK_BYTES, seq * STORED_CHUNK_BYTES);
      const used = bytesRead === 0 ? undefined : use(into.subarray(0, bytesRead));
      spare = into;
      return used;
    },
    close: () => file.close(),
  };
}

async function openIfThere(folder: string, path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    // A file that cannot be reached is not one that was removed.
    await inFolder(folder, () => stat(folder));
    return undefined;
  }
}

/** The name of a new file is on the disk only when its folder is; Windows cannot sync folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await inFolder(folder, () => open(folder, 'r'));
  await handle.sync().finally(() => handle.close());
}
