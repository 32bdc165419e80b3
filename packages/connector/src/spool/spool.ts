import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createId } from '../secrets/ids';
import type { Queries } from '../store/dialect';
import type { Store } from '../store/open-store';
import type { FileTable } from '../store/schema';
import { removeFiles } from './remove-files';

export interface SpooledFile {
  readonly id: string;
  readonly bytes: number;
  readonly name: string;
}

/** Files in the database, in chunks, where any replica can reach them. */
export interface Spool {
  /** Stores a stream; the file belongs to nobody until `adopt`. */
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

export function createSpool({ db, now }: Pick<Store, 'db' | 'now'>): Spool {
  const store = async (content: Readable, kind: FileTable['kind'], name: string): Promise<SpooledFile> => {
    const id = createId('file');
    await db
      .insertInto('file')
      .values({
        id,
        upload_id: null,
        kind,
        name: name.replaceAll('\0', ''),
        bytes: 0,
        created_at: await now(),
      })
      .execute();
    let bytes = 0;
    let seq = 0;
    for await (const chunk of inChunks(content)) {
      await db.insertInto('file_chunk').values({ file_id: id, seq, bytes: chunk }).execute();
      bytes += chunk.length;
      seq += 1;
    }
    await db.updateTable('file').set({ bytes }).where('id', '=', id).execute();
    return { id, bytes, name };
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
    read: (fileId) => Readable.from(readChunks(db, fileId), { objectMode: false }),
    remove: (fileId) => removeFiles(db, [fileId]),
  };
}

async function* readChunks(db: Queries, fileId: string): AsyncGenerator<Buffer> {
  for (let seq = 0; ; seq += 1) {
    const chunk = await db
      .selectFrom('file_chunk')
      .select('bytes')
      .where('file_id', '=', fileId)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (chunk === undefined) return;
    yield chunk.bytes;
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
