import { MAX_ODD_ROWS, PREVIEW_ROWS, type ContactRow, type OddRow } from '@ozonetel-bulk-upload/shared-types';

/** Characters of a cell that are shown. */
const SHOWN_CHARACTERS = 1_000;

/** The first rows as they would be sent. */
export class Preview {
  readonly rows: string[][] = [];

  /** @param columns of the header */
  constructor(private readonly columns: number) {}

  /** Takes the next valid row. */
  add(row: ContactRow): void {
    if (this.rows.length === PREVIEW_ROWS) return;
    const width = Math.max(row.width, this.columns);
    this.rows.push(Array.from({ length: width }, (_, column) => shown(row.text(column))));
  }
}

/** Characters of all odd rows: their cells are held in memory. */
const ODD_CHARACTERS = 500_000;

/** The first valid rows that are worth a look, with their cells. */
export class OddRows {
  readonly rows: OddRow[] = [];
  #characters = 0;

  /** @param number of the row; from 1 @param reason what is odd about it */
  add(row: ContactRow, number: number, reason: string): void {
    if (this.rows.length === MAX_ODD_ROWS || this.#characters >= ODD_CHARACTERS) return;
    const cells = Array.from({ length: row.width }, (_, column) => shown(row.text(column)));
    this.#characters += cells.reduce((sum, cell) => sum + cell.length, 0);
    this.rows.push({ row: number, line: row.line, reason, cells });
  }
}

function shown(cell: string): string {
  return cell.length > SHOWN_CHARACTERS ? `${cell.slice(0, SHOWN_CHARACTERS - 1)}…` : cell;
}
