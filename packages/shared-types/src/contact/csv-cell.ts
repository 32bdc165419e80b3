/** How a cell is written. */
export const PLAIN = 0;
export const QUOTED = 1;
/** Quoted, with quotes doubled inside. */
export const DOUBLED = 2;
/** Quotes within an unquoted cell, or text behind a closing quote. */
export const LOOSE = 3;

export type CellForm = typeof PLAIN | typeof QUOTED | typeof DOUBLED | typeof LOOSE;

const FORM_BITS = 2;
const FORM_MASK = (1 << FORM_BITS) - 1;

/** Where a cell ends and how it is written, in one number. */
export function packCellEnd(end: number, form: CellForm): number {
  return (end << FORM_BITS) | form;
}

export function endOfCell(cellEnd: number): number {
  return cellEnd >> FORM_BITS;
}

/** The text of a cell. */
export function cellText(bytes: Buffer, start: number, cellEnd: number): string {
  const end = endOfCell(cellEnd);
  switch (cellEnd & FORM_MASK) {
    case PLAIN:
      return bytes.toString('utf8', start, end);
    case QUOTED:
      return bytes.toString('utf8', start + 1, end - 1);
    case DOUBLED:
      return bytes.toString('utf8', start + 1, end - 1).replaceAll('""', '"');
    default:
      return looseText(bytes.toString('utf8', start, end));
  }
}

/** `"a" b` is `a b`; quotes elsewhere than at the beginning are the user's own. */
function looseText(text: string): string {
  return text.replace(/^"((?:[^"]|"")*)"/, (_, quoted: string) => quoted.replaceAll('""', '"'));
}
