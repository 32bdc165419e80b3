import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { editableAfter, OWN_COLUMNS, positionAfter, type Position } from './grid-position';

export interface GridCursor {
  readonly active: Position;
  /** What the user typed to begin editing; undefined if the cell's own text is edited. */
  readonly typed: string | undefined;
  readonly isEditing: (at: Position) => boolean;
  /** The focus came to a cell, by a click or by the Tab key. */
  readonly focus: (at: Position) => void;
  readonly edit: (at: Position, typed?: string) => void;
  /** Ends editing and moves on. */
  readonly stop: (move: 'down' | 'next' | 'previous' | 'stay') => void;
  /** @returns where the key led; undefined if it did not move */
  readonly press: (event: KeyboardEvent) => Position | undefined;
}

interface Size {
  /** By the row of the file that each shows: a check adds rows above, and takes some away. */
  readonly rows: readonly { readonly row: number }[];
  readonly columns: number;
  readonly page: number;
}

interface State {
  readonly at: Position;
  /** The row of the file that was there; undefined before the user has been in the grid. */
  readonly fileRow: number | undefined;
  readonly isEditing: boolean;
  readonly typed: string | undefined;
}

/** The first cell of the file, in the first row. */
const FIRST: State = {
  at: { row: 0, column: OWN_COLUMNS },
  fileRow: undefined,
  isEditing: false,
  typed: undefined,
};

/** Which cell of a grid is active, and whether it is being edited. The focus follows. */
export function useGridCursor(
  { rows, columns, page }: Size,
  isEditable: (column: number) => boolean,
  grid: RefObject<HTMLElement | null>,
): GridCursor {
  const [state, setState] = useState(FIRST);
  const takesFocus = useRef(false);
  const size = { rows: rows.length, columns, page };
  const active = { row: rowNow(rows, state), column: state.at.column };
  const isEditing = state.isEditing && rows[active.row]?.row === state.fileRow;
  const put = (at: Position, editing = false, typed?: string) =>
    setState({ at, fileRow: rows[at.row]?.row, isEditing: editing, typed });

  useLayoutEffect(() => {
    if (!takesFocus.current) return;
    const cell = grid.current?.querySelector<HTMLElement>('[data-active]');
    if (cell === null || cell === undefined) return;
    takesFocus.current = false;
    if (!isEditing) cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const go = (at: Position): Position => {
    takesFocus.current = true;
    put(at);
    return at;
  };
  const edit = (at: Position, typed?: string) => {
    if (!isEditable(at.column)) return;
    takesFocus.current = true;
    put(at, true, typed);
  };

  return {
    active,
    typed: state.typed,
    isEditing: ({ row, column }) => isEditing && row === active.row && column === active.column,
    focus(at) {
      if (at.row === active.row && at.column === active.column) return;
      put(at);
    },
    edit,
    stop(move) {
      if (move === 'down') return void go({ ...active, row: Math.min(active.row + 1, size.rows - 1) });
      if (move === 'stay') {
        // The field had the focus; its cell takes it over, unless the user has gone elsewhere.
        takesFocus.current = grid.current?.contains(document.activeElement) === true;
        put(active);
        return;
      }
      const next = editableAfter(active, move === 'next' ? 1 : -1, size, isEditable);
      go(next ?? active);
    },
    press(event) {
      if (event.key === 'Enter' || event.key === 'F2') {
        event.preventDefault();
        edit(active);
        return undefined;
      }
      if (isTyping(event)) {
        event.preventDefault();
        edit(active, event.key);
        return undefined;
      }
      if (event.key === 'Delete' || event.key === 'Backspace') {
        event.preventDefault();
        edit(active, '');
        return undefined;
      }
      const next = positionAfter(event, active, size);
      if (next === undefined) return undefined;
      event.preventDefault();
      return go(next);
    },
  };
}

/** Where the row of the cursor is now; the place where it was if it has left the grid. */
function rowNow(rows: Size['rows'], { at, fileRow }: State): number {
  if (fileRow !== undefined && rows[at.row]?.row !== fileRow) {
    const index = rows.findIndex(({ row }) => row === fileRow);
    if (index >= 0) return index;
  }
  return Math.min(at.row, Math.max(rows.length - 1, 0));
}

/** Keys that are no characters have longer names. */
const CHARACTER = /^.$/u;

function isTyping({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return CHARACTER.test(key) && !ctrlKey && !metaKey && !altKey;
}
