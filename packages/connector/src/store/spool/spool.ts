import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createId } from '../../crypto/ids';
import type { Sealer } from '../../crypto/sealer';
import type { Queries } from '../dialect';
import type { Store } from '../open-store';
import type { FileTable } from '../schema';
import { createFileCipher, createFileKey, type FileCipher } from './file-cipher';
import { removeFiles } from './remove-files';

export interface SpooledFile {
  readonly id: string;
  readonly bytes: number;
  readonly name: string;
}

/** Files in the database, in encrypted chunks, where any replica can reach them. */
export interface Spool {
  /** Stores a stream; the file belongs to nobody until `adopt`. What cannot be stored whole is removed. */
  store(content: Readable, kind: FileTable['kind'], name: string): Promise<SpooledFile>;
  storePath(path: string, kind: FileTable['kind'], name: string): Promise<SpooledFile>;
  adopt(db: Queries, fileId: string, uploadId: string): Promise<void>;
  find(uploadId: string, kind: FileTable['kind']): Promise<SpooledFile | undefined>;
  get(fileId: string): Promise<SpooledFile>;
  read(fileId: string): Readable;
  remove(fileId: string): Promise<void>;
}

/** Small enough that writing one holds the event loop up for a few milliseconds at most. */
const CHUNK_BYTES = 512 * 1024;

/** The context that a file's sealed key is bound to. */
export const fileContext = (fileId: string) => `${fileId}/key`;

export function createSpool({ db, now }: Pick<Store, 'db' | 'now'>, sealer: Sealer): Spool {
  const store = async (content: Readable, kind: FileTable['kind'], name: string): Promise<SpooledFile> => {
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
      return { id, name, bytes: await storeChunks(db, id, createFileCipher(key, id), content) };
    } catch (error) {
      // Where this fails, too, the sweep removes it.
      await removeFiles(db, [id]).catch(() => undefined);
      throw error;
    }
  };
  return {
    store,
    storePath: (path, kind, name) =>
      store(createReadStream(path, { highWaterMark: CHUNK_BYTES }), kind, name),
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
    read: (fileId) => Readable.from(readChunks(db, sealer, fileId), { objectMode: false }),
    remove: (fileId) => removeFiles(db, [fileId]),
  };
}

/** @returns the bytes of all of it */
async function storeChunks(
  db: Queries,
  fileId: string,
  cipher: FileCipher,
  content: Readable,
): Promise<number> {
  let bytes = 0;
  let seq = 0;
  for await (const chunk of inChunks(content)) {
    await db
      .insertInto('file_chunk')
      .values({ file_id: fileId, seq, bytes: cipher.encrypt(chunk, seq) })
      .execute();
    bytes += chunk.length;
    seq += 1;
  }
  await db.updateTable('file').set({ bytes }).where('id', '=', fileId).execute();
  return bytes;
}

/** @throws Error where the file is removed meanwhile: half a file must not pass for a whole one */
async function* readChunks(db: Queries, sealer: Sealer, fileId: string): AsyncGenerator<Buffer> {
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
  for (let seq = 0; missing > 0; seq += 1) {
    const chunk = await db
      .selectFrom('file_chunk')
      .select('bytes')
      .where('file_id', '=', fileId)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (chunk === undefined) throw new Error(`The file ${fileId} was removed while it was being read.`);
    const bytes = cipher === undefined ? chunk.bytes : cipher.decrypt(chunk.bytes, seq);
    missing -= bytes.length;
    yield bytes;
  }
}

async function* inChunks(content: Readable): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for await (const piece of content as AsyncIterable<Buffer>) {
    pending.push(piece);
    bytes += piece.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(pending);
    pending = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pending);
}
