import { readdir } from 'node:fs/promises';
import { createId } from '../../crypto/ids';
import type { Sealer } from '../../crypto/sealer';
import type { Store } from '../open-store';
import type { FileTable } from '../schema';
import type { Work } from '../unit-of-work';
import { createChunkFiles } from './chunk-files';
import { createChunkRows } from './chunk-rows';
import type { ChunkStore } from './chunk-store';
import { createChunkedContent } from './chunked-content';
import { memoryContent, type Content, type StoredFile } from './content';
import { createFileCipher, createFileKey, type FileCipher } from './file-cipher';
import { ChunkDivider, SMALL_FILE_BYTES, type FileWriter, type NewFile } from './file-writer';
import { createLoadTogether } from './load-together';
import { removeFiles } from './remove-files';

/** A contact file, or what was made of one. */
export interface SpooledFile extends StoredFile {
  readonly id: string;
}

/** One that belongs to no upload yet. */
export interface NewSpooledFile extends SpooledFile, NewFile {
  /** Gives it to an upload, in that transaction, which stores it where it is small. */
  adopt(work: Pick<Work, 'db' | 'rows' | 'now'>, uploadId: string): Promise<void>;
}

/**
 * Contact files, in encrypted chunks: beside a SQLite file, which one process has, in files of their own; on Postgres as
 * rows, where any replica can reach them. Small ones are rows of either database.
 */
export interface Spool {
  createFile(kind: FileTable['kind']): FileWriter<NewSpooledFile>;
  find(uploadId: string, kind: FileTable['kind']): Promise<SpooledFile | undefined>;
  get(fileId: string): Promise<SpooledFile>;
  /** Frees the room of files whose rows were deleted. */
  removeUnknown(): Promise<void>;
}

/** The context that a file's sealed key is bound to. */
export const fileContext = (fileId: string) => `${fileId}/key`;

const LOOKED_UP_AT_ONCE = 500;

type StoredRow = Pick<FileTable, 'id' | 'bytes' | 'key_sealed'>;
type SpoolStore = Pick<Store, 'db' | 'now' | 'run' | 'fileFolder'>;

interface SpoolDeps {
  readonly store: SpoolStore;
  readonly sealer: Sealer;
  readonly chunks: ChunkStore;
  /** Of small files, and of older versions' files on SQLite. */
  readonly rows: ChunkStore;
}

export function createSpool(store: SpoolStore, sealer: Sealer): Spool {
  const { db, fileFolder } = store;
  const rows = createChunkRows(store);
  const chunks = fileFolder === undefined ? rows : createChunkFiles(fileFolder, true);
  const deps = { store, sealer, chunks, rows };
  const files = db.selectFrom('file').select(['id', 'bytes', 'key_sealed']);
  const findOf = async (uploadId: string, kind: FileTable['kind']) => {
    const all = await store.run<StoredRow & Pick<FileTable, 'kind'>>(
      db,
      'files of an upload',
      [uploadId],
      () =>
        // Of one kind there may be as many as there are uploads: an index of kinds, which SQLite would take, finds them all.
        files.select('kind').where('upload_id', '=', uploadId).compile(),
    );
    return all.filter((file) => file.kind === kind);
  };
  const findById = createLoadTogether(
    (fileIds) => store.run<StoredRow>(db, 'files', fileIds, () => files.where('id', 'in', fileIds).compile()),
    ({ id }) => id,
  );
  return {
    createFile: (kind) => createFile(deps, kind),
    async find(uploadId, kind) {
      const [row] = await findOf(uploadId, kind);
      return row && storedFile(deps, row);
    },
    async get(fileId) {
      const [row] = await findById(fileId);
      if (row === undefined) throw new Error(`The file ${fileId} was removed before it was read.`);
      return storedFile(deps, row);
    },
    async removeUnknown() {
      if (fileFolder === undefined) return;
      // A row is written before its file: what has a file and no row has lost it.
      const fileIds = await readdir(fileFolder);
      for (let from = 0; from < fileIds.length; from += LOOKED_UP_AT_ONCE) {
        const some = fileIds.slice(from, from + LOOKED_UP_AT_ONCE);
        const found = await db.selectFrom('file').select('id').where('id', 'in', some).execute();
        const known = new Set(found.map(({ id }) => id));
        for (const fileId of some) if (!known.has(fileId)) await chunks.remove(fileId);
      }
    },
  };
}

function createFile(
  { store, sealer, chunks, rows }: SpoolDeps,
  kind: FileTable['kind'],
): FileWriter<NewSpooledFile> {
  const { db } = store;
  const id = createId('file');
  const key = createFileKey();
  const cipher = createFileCipher(key, id);
  const rowOf = (upload_id: string | null, bytes: number, created_at: number) => {
    const key_sealed = sealer.seal(key, fileContext(id));
    return { id, kind, key_sealed, created_at, upload_id, bytes };
  };
  const remove = async (): Promise<void> => {
    // A commit may have succeeded although the connection was lost before it was confirmed: then the file has an upload.
    // The deletion waits for a commit that is still under way, and looks again.
    await db.deleteFrom('file').where('id', '=', id).where('upload_id', 'is', null).execute();
    const owned = await db.selectFrom('file').select('id').where('id', '=', id).execute();
    if (owned.length > 0) return;
    await removeFiles(db, [id]);
    await chunks.remove(id);
  };
  let hasRow = false;
  const divider = new ChunkDivider(cipher, async () => {
    hasRow = true;
    await db
      .insertInto('file')
      .values(rowOf(null, 0, await store.now()))
      .execute();
    return chunks.begin(id);
  });
  return {
    write: (piece) => divider.write(piece),
    rewrite: (bytes, position) => divider.rewrite(bytes, position),
    async end() {
      const small = await divider.end();
      const { bytes } = divider;
      if (small === undefined) {
        const adopt: NewSpooledFile['adopt'] = async (work, uploadId) => {
          await work.db
            .updateTable('file')
            .set({ upload_id: uploadId, bytes })
            .where('id', '=', id)
            .execute();
        };
        const open = () => openStored({ chunks, rows }, { id, bytes }, cipher);
        return { id, bytes, open, adopt, remove };
      }
      const adopt: NewSpooledFile['adopt'] = ({ rows, now }, uploadId) =>
        rows.addFile(rowOf(uploadId, bytes, now), { file_id: id, seq: 0, bytes: cipher.encrypt(small, 0) });
      const open = () => Promise.resolve(memoryContent(small));
      return { id, bytes, open, adopt, remove: () => Promise.resolve() };
    },
    async abort() {
      await divider.abort();
      if (hasRow) await remove();
    },
  };
}

function storedFile(
  { sealer, ...places }: SpoolDeps,
  { key_sealed: sealed, ...file }: StoredRow,
): SpooledFile {
  const open = () => {
    const key = sealed === null ? undefined : (sealer.open(sealed, fileContext(file.id)) as string);
    return openStored(places, file, key === undefined ? undefined : createFileCipher(key, file.id));
  };
  return { ...file, open };
}

async function openStored(
  { chunks, rows }: Pick<SpoolDeps, 'chunks' | 'rows'>,
  file: { readonly id: string; readonly bytes: number },
  cipher: FileCipher | undefined,
): Promise<Content> {
  // Either may be where an older version stored it.
  const [likely, other] = file.bytes <= SMALL_FILE_BYTES ? [rows, chunks] : [chunks, rows];
  const reader = (await likely.open(file.id)) ?? (await other.open(file.id));
  if (reader !== undefined) return createChunkedContent(file, reader, cipher);
  if (file.bytes === 0) return memoryContent(Buffer.alloc(0));
  throw new Error(`The file ${file.id} was removed before it was read.`);
}
