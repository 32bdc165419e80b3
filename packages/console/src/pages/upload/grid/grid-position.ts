/** Columns of the grid before those of the file: line and problem. */
export const OWN_COLUMNS = 2;

/** A cell of the grid: which row and which column of it. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

interface Size {
  readonly rows: number;
  readonly columns: number;
  /** Rows that a press of Page Up or Page Down passes. */
  readonly page: number;
}

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Where a key leads in a grid (ARIA Authoring Practices, "Grid").
 * @returns undefined if the key does not move
 */
export function positionAfter(key: Key, { row, column }: Position, size: Size): Position | undefined {
  const isAll = key.ctrlKey || key.metaKey;
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const to = (nextRow: number, nextColumn: number): Position => ({
    row: Math.min(Math.max(nextRow, 0), lastRow),
    column: Math.min(Math.max(nextColumn, 0), lastColumn),
  });
  switch (key.key) {
    case 'ArrowUp':
      return to(isAll ? 0 : row - 1, column);
    case 'ArrowDown':
      return to(isAll ? lastRow : row + 1, column);
    case 'ArrowLeft':
      return to(row, isAll ? 0 : column - 1);
    case 'ArrowRight':
      return to(row, isAll ? lastColumn : column + 1);
    case 'Home':
      return to(isAll ? 0 : row, 0);
    case 'End':
      return to(isAll ? lastRow : row, lastColumn);
    case 'PageUp':
      return to(row - size.page, column);
    case 'PageDown':
      return to(row + size.page, column);
    default:
      return undefined;
  }
}

/** The next cell that can be edited, row by row, or the one before; undefined at either end. */
export function editableAfter(
  { row, column }: Position,
  step: 1 | -1,
  size: Pick<Size, 'rows' | 'columns'>,
  isEditable: (column: number) => boolean,
): Position | undefined {
  let at = row * size.columns + column + step;
  while (at >= 0 && at < size.rows * size.columns) {
    const next = { row: Math.floor(at / size.columns), column: at % size.columns };
    if (isEditable(next.column)) return next;
    at += step;
  }
  return undefined;
}
