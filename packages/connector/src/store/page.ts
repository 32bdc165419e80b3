/**
 * A page of rows that were read with one more than its limit.
 * @returns `next`: the `seq` that the next page begins below; undefined on the last
 */
export function cutPage<Row extends { readonly seq: number }>(
  rows: readonly Row[],
  limit: number,
): { page: Row[]; next: number | undefined } {
  const page = rows.slice(0, limit);
  return { page, next: rows.length > limit ? page.at(-1)?.seq : undefined };
}
