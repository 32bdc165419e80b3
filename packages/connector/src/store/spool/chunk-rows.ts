import { sql } from 'kysely';
import type { Store } from '../open-store';
import type { ChunkStore } from './chunk-store';

/**
 * Chunks as rows, where any replica can reach them. On SQLite they are only read: those of small files, which were
 * written with the row of their file, and those of older versions. They are removed with the row of their file.
 */
export function createChunkRows(db: Store['db']): ChunkStore {
  return {
    begin: (fileId) =>
      Promise.resolve({
        async add(bytes, seq) {
          await db.transaction().execute(async (transaction) => {
            // The statement that makes the file whole is durable, and with it whatever was committed before.
            await sql`set local synchronous_commit to off`.execute(transaction);
            await transaction.insertInto('file_chunk').values({ file_id: fileId, seq, bytes }).execute();
          });
        },
        end: () => Promise.resolve(),
        // Who gives a file up deletes its row, and with it those of its chunks.
        abort: () => Promise.resolve(),
      }),
    async open(fileId) {
      const chunks = await db
        .selectFrom('file_chunk')
        .select(sql<number>`length(bytes)`.as('length'))
        .where('file_id', '=', fileId)
        .orderBy('seq')
        .execute();
      if (chunks.length === 0) return undefined;
      return {
        lengths: chunks.map(({ length }) => length),
        async read(seq) {
          const chunk = await db
            .selectFrom('file_chunk')
            .select('bytes')
            .where('file_id', '=', fileId)
            .where('seq', '=', seq)
            .executeTakeFirst();
          return chunk?.bytes;
        },
        close: () => Promise.resolve(),
      };
    },
    // The rows of its chunks were deleted with the row of the file.
    remove: () => Promise.resolve(),
  };
}
