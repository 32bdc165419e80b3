import type { Queries } from '../dialect';

/** Removes spooled files with their chunks; missing files are ignored. */
export async function removeFiles(db: Queries, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.deleteFrom('file_chunk').where('file_id', 'in', ids).execute();
  await db.deleteFrom('file').where('id', 'in', ids).execute();
}
