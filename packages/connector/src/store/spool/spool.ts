import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createId } from '../../crypto/ids';
import type { Sealer } from '../../crypto/sealer';
import type { Queries } from '../dialect';
import type { Store } from '../open-store';
import type { FileTable } from '../schema';
import { createChunkFiles } from './chunk-files';
import { createChunkRows } from './chunk-rows';
import { CHUNK_BYTES, type ChunkReader, type ChunkStore } from './chunk-store';
import { createFileCipher, createFileKey, type FileCipher } from './file-cipher';
import { removeFiles } from './remove-files';

export interface SpooledFile {
  readonly id: string;
  readonly bytes: number;
  readonly name: string;
}

/**
 * Contact files, in encrypted chunks: beside a SQLite file, which one process has, in files of their own; on Postgres as
 * rows, where any replica can reach them.
 */
export interface Spool {
  /** Stores a stream; the file belongs to nobody until `adopt`. What cannot be stored whole is removed. */
  store(content: Readable, kind: FileTable['kind'], name: string): Promise<SpooledFile>;
  storePath(path: string, kind: FileTable['kind'], name: string): Promise<SpooledFile>;
  adopt(db: Queries, fileId: string, uploadId: string): Promise<void>;
  find(uploadId: string, kind: FileTable['kind']): Promise<SpooledFile | undefined>;
  get(fileId: string): Promise<SpooledFile>;
  read(fileId: string): Readable;
  remove(fileId: string): Promise<void>;
  /** Frees the room of files whose rows were deleted. */
  removeUnknown(): Promise<void>;
}

/** The context that a file's sealed key is bound to. */
export const fileContext = (fileId: string) => `${fileId}/key`;

export function createSpool(store: Pick<Store, 'db' | 'now' | 'fileFolder'>, sealer: Sealer): Spool {
  const { db, now, fileFolder } = store;
  const rows = createChunkRows(db);
  const chunks = fileFolder === undefined ? rows : createChunkFiles(fileFolder, db);
  const storeStream = async (
    content: Readable,
    kind: FileTable['kind'],
    name: string,
  ): Promise<SpooledFile> => {
    const id = createId('file');
    const key = createFileKey();
    await db
      .insertInto('file')
      .values({
        id,
        upload_id: null,
        kind,
        name: name.replaceAll('\0', ''),
        bytes: 0,
        key_sealed: sealer.seal(key, fileContext(id)),
        created_at: await now(),
      })
      .execute();
    try {
      const bytes = await storeChunks(chunks, id, createFileCipher(key, id), content);
      await db.updateTable('file').set({ bytes }).where('id', '=', id).execute();
      return { id, name, bytes };
    } catch (error) {
      // Where this fails, too, the sweep removes it.
      await removeFiles(db, [id]).catch(() => undefined);
      throw error;
    }
  };
  return {
    store: storeStream,
    storePath: (path, kind, name) =>
      storeStream(createReadStream(path, { highWaterMark: CHUNK_BYTES }), kind, name),
    async adopt(queries, fileId, uploadId) {
      await queries.updateTable('file').set({ upload_id: uploadId }).where('id', '=', fileId).execute();
    },
    find: (uploadId, kind) =>
      db
        .selectFrom('file')
        .select(['id', 'bytes', 'name'])
        .where('upload_id', '=', uploadId)
        .where('kind', '=', kind)
        .executeTakeFirst(),
    get: (fileId) =>
      db
        .selectFrom('file')
        .select(['id', 'bytes', 'name'])
        .where('id', '=', fileId)
        .executeTakeFirstOrThrow(),
    read: (fileId) => Readable.from(readChunks({ db, sealer, chunks, rows }, fileId), { objectMode: false }),
    async remove(fileId) {
      await removeFiles(db, [fileId]);
      await chunks.remove(fileId);
    },
    removeUnknown: () => chunks.removeUnknown(),
  };
}

/** @returns the bytes of all of it */
async function storeChunks(
  chunks: ChunkStore,
  fileId: string,
  cipher: FileCipher,
  content: Readable,
): Promise<number> {
  const writer = await chunks.begin(fileId);
  let bytes = 0;
  let seq = 0;
  try {
    for await (const chunk of inChunks(content)) {
      await writer.add(cipher.encrypt(chunk, seq), seq);
      bytes += chunk.length;
      seq += 1;
    }
    await writer.end();
    return bytes;
  } catch (error) {
    // Where this fails, too, the sweep removes it.
    await writer.abort().catch(() => undefined);
    throw error;
  }
}

interface ReadDeps {
  readonly db: Queries;
  readonly sealer: Sealer;
  readonly chunks: ChunkStore;
  /** Where an older version stored the files of a SQLite database, too. */
  readonly rows: ChunkStore;
}

/** @throws Error where the file is removed meanwhile: half a file must not pass for a whole one */
async function* readChunks({ db, sealer, chunks, rows }: ReadDeps, fileId: string): AsyncGenerator<Buffer> {
  const file = await db
    .selectFrom('file')
    .select(['bytes', 'key_sealed'])
    .where('id', '=', fileId)
    .executeTakeFirst();
  let missing = file?.bytes ?? 1;
  const cipher =
    file === undefined || file.key_sealed === null
      ? undefined
      : createFileCipher(sealer.open(file.key_sealed, fileContext(fileId)) as string, fileId);
  const reader: ChunkReader | undefined = (await chunks.open(fileId)) ?? (await rows.open(fileId));
  try {
    for (let seq = 0; missing > 0; seq += 1) {
      const chunk = await reader?.read(seq);
      if (chunk === undefined) throw new Error(`The file ${fileId} was removed while it was being read.`);
      const bytes = cipher === undefined ? chunk : cipher.decrypt(chunk, seq);
      missing -= bytes.length;
      yield bytes;
    }
  } finally {
    await reader?.close();
  }
}

/** Pieces of any length as chunks of one length, the last of which is shorter. */
async function* inChunks(content: Readable): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let length = 0;
  for await (const piece of content as AsyncIterable<Buffer>) {
    for (let at = 0; at < piece.length;) {
      const copied = piece.copy(chunk, length, at);
      at += copied;
      length += copied;
      if (length < CHUNK_BYTES) continue;
      yield chunk;
      chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      length = 0;
    }
  }
  if (length > 0) yield chunk.subarray(0, length);
}
