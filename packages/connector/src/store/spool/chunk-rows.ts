import { sql } from 'kysely';
import type { Store } from '../open-store';
import type { ChunkStore } from './chunk-store';
import { TAG_BYTES } from './file-cipher';
import { SMALL_FILE_BYTES } from './file-writer';
import { createLoadTogether } from './load-together';

/** Of the one chunk of a small file, which is read with the lengths of all chunks. */
const SMALL_CHUNK_BYTES = SMALL_FILE_BYTES + TAG_BYTES;

/**
 * Chunks as rows, where any replica can reach them. On SQLite they are only read: those of small files, which were
 * written with the row of their file, and those of older versions. They are removed with the row of their file.
 */
export function createChunkRows(store: Pick<Store, 'db' | 'run'>): ChunkStore {
  const { db } = store;
  const chunksOf = createLoadTogether(
    (fileIds) =>
      store.run(db, 'chunks of files', fileIds, () => {
        const small = sql<Buffer | null>`case when seq = 0 and length(bytes) <= ${sql.lit(SMALL_CHUNK_BYTES)} then bytes end`;
        return db
          .selectFrom('file_chunk')
          .select(['file_id', 'seq', sql<number>`length(bytes)`.as('length'), small.as('small')])
          .where('file_id', 'in', fileIds)
          .compile();
      }),
    (chunk) => chunk.file_id,
  );
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
        // Giving a file up deletes its row, and with it those of its chunks.
        abort: () => Promise.resolve(),
      }),
    async open(fileId) {
      // By the statement, SQLite would compile it anew each time it is run.
      const chunks = (await chunksOf(fileId)).toSorted((one, other) => one.seq - other.seq);
      if (chunks.length === 0) return undefined;
      // Most readers begin with the first.
      let beginning = chunks[0]?.small ?? undefined;
      return {
        lengths: chunks.map((chunk) => chunk.length),
        async read(seq, use) {
          const known = seq === 0 ? beginning : undefined;
          beginning = undefined;
          if (known !== undefined) return use(known);
          const chunk = await db
            .selectFrom('file_chunk')
            .select('bytes')
            .where('file_id', '=', fileId)
            .where('seq', '=', seq)
            .executeTakeFirst();
          return chunk && use(chunk.bytes);
        },
        close: () => Promise.resolve(),
      };
    },
    // The rows of its chunks were deleted with the row of the file.
    remove: () => Promise.resolve(),
  };
}
