/**
 * A text of the check about contacts that are items: they have no file, no rows and no lines. The check numbers the
 * lines as if a header stood above the first item.
 */
export function itemsForRows(text: string): string {
  return text
    .replace(
      /\b(\d+) (rows?) \(line(s?) ([^)]*)\)/g,
      (_, count: string, rows: string, s: string, lines: string) =>
        `${count} ${itemWord(rows)} (item${s} ${itemsOf(lines)})`,
    )
    .replace(/\b(\d+ (?:valid )?)(rows?)\b/g, (_, count: string, rows: string) => `${count}${itemWord(rows)}`)
    .replace(/\bstands in a row above\b/g, 'stands in an item above')
    .replace(/^The row has \b/g, 'The item has ')
    .replace(/\bThe contact file has\b/g, 'The input has')
    .replace(/\bDivide the file\b/g, 'Divide the items')
    .replace(/\bupload the file again\b/g, 'upload them again');
}

const itemWord = (rows: string): string => (rows === 'row' ? 'item' : 'items');

/** `3, 5 and 4 more` as the numbers of items. */
function itemsOf(lines: string): string {
  return lines.replace(/\d+(?! more)\b/g, (line) => String(Number(line) - 1));
}
