import type { CorrectedRow, Draft } from '../draft/draft';
import type { RejectedRow, RejectedRows } from './read-rejected';
import type { RecheckRow } from './recheck-row';

/** A row of the grid. */
export interface ProblemRow extends RejectedRow {
  /**
   * `problem`: it would be left out. `odd`: it is sent, and worth a look. `corrected`: the connector found it right
   * after a change. `unconfirmed`: the rules find it right after a change, and the connector has not checked it yet.
   */
  readonly status: 'problem' | 'odd' | 'corrected' | 'unconfirmed';
  /** Columns whose cells were changed. */
  readonly edited: ReadonlySet<number>;
}

/** Headers for all cells of the rows: those of the file, and numbers where a column has no name or is beyond them. */
export function nameColumns(headers: readonly string[], rows: readonly ProblemRow[]): string[] {
  const width = rows.reduce((most, row) => Math.max(most, usedWidth(row)), headers.length);
  return Array.from({ length: width }, (_, index) => {
    const name = headers[index]?.trim() ?? '';
    return name === '' ? `Column ${index + 1}` : name;
  });
}

/** Up to the last cell that is not empty; one that the user has emptied stays, with the focus that may be in it. */
function usedWidth({ cells, edited }: ProblemRow): number {
  return cells.findLastIndex((cell, index) => cell.trim() !== '' || edited.has(index)) + 1;
}

/** Of a row that the check has listed. */
function statusOf({ isOdd }: RejectedRow): 'odd' | 'problem' {
  return isOdd ? 'odd' : 'problem';
}

const NONE: ReadonlySet<number> = new Set();

/**
 * What the grid shows: rows that the last check left out, and those that the user has changed, in the order of the file.
 * @param checkedVersion the draft's version that the rejected rows are about
 */
export function listProblemRows(
  draft: Draft,
  rejected: RejectedRows,
  checkedVersion: number,
  recheck: RecheckRow | undefined,
): ProblemRow[] {
  const found = new Map(rejected.rows.map((row) => [row.row, row]));
  const unchanged = rejected.rows
    .filter(({ row }) => !draft.corrected.has(row))
    .map((row): ProblemRow => ({ ...row, status: statusOf(row), edited: NONE }));
  const changed = [...draft.corrected.values()].map((row): ProblemRow => {
    const cells = cellsOf(row);
    const shown = {
      row: row.row,
      line: row.line,
      cells,
      edited: new Set(Object.keys(row.edits).map(Number)),
    };
    if (row.version <= checkedVersion) {
      const again = found.get(row.row);
      if (again === undefined) return { ...shown, reason: '', status: 'corrected' };
      return { ...shown, reason: again.reason, status: statusOf(again) };
    }
    const reasons = recheck?.(cells, row.row, Number(row.line) || 1) ?? [];
    return { ...shown, reason: reasons.join(' '), status: reasons.length === 0 ? 'unconfirmed' : 'problem' };
  });
  return [...unchanged, ...changed].sort(byRow);
}

/** The rows with one of them, which an earlier list had; undefined: as they are. */
export function withRow(rows: ProblemRow[], kept: ProblemRow | undefined): ProblemRow[] {
  if (kept === undefined || rows.some(({ row }) => row === kept.row)) return rows;
  return [...rows, kept].sort(byRow);
}

function byRow(a: ProblemRow, b: ProblemRow): number {
  return a.row - b.row;
}

/** The cells of a row as they are after the user's changes. */
function cellsOf({ cells, edits }: CorrectedRow): string[] {
  const changed = [...cells];
  for (const [column, text] of Object.entries(edits)) {
    while (changed.length < Number(column)) changed.push('');
    changed[Number(column)] = text;
  }
  return changed;
}
