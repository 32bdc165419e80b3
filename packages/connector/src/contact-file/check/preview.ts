import { PREVIEW_ROWS, type ContactRow } from '@ozonetel-bulk-upload/shared-types';

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

function shown(cell: string): string {
  return cell.length > SHOWN_CHARACTERS ? `${cell.slice(0, SHOWN_CHARACTERS - 1)}…` : cell;
}
