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
  readonly rows: number;
  readonly columns: number;
  readonly page: number;
}

interface State {
  readonly at: Position;
  readonly isEditing: boolean;
  readonly typed: string | undefined;
}

/** The first cell of the file, in the first row. */
const FIRST: State = { at: { row: 0, column: OWN_COLUMNS }, isEditing: false, typed: undefined };

/** Which cell of a grid is active, and whether it is being edited. The focus follows. */
export function useGridCursor(
  size: Size,
  isEditable: (column: number) => boolean,
  grid: RefObject<HTMLElement | null>,
): GridCursor {
  const [state, setState] = useState(FIRST);
  const takesFocus = useRef(false);
  const active = { row: Math.min(state.at.row, Math.max(size.rows - 1, 0)), column: state.at.column };

  useLayoutEffect(() => {
    if (!takesFocus.current) return;
    const cell = grid.current?.querySelector<HTMLElement>('[data-active]');
    if (cell === null || cell === undefined) return;
    takesFocus.current = false;
    if (!state.isEditing) cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const go = (at: Position): Position => {
    takesFocus.current = true;
    setState({ at, isEditing: false, typed: undefined });
    return at;
  };
  const edit = (at: Position, typed?: string) => {
    if (!isEditable(at.column)) return;
    takesFocus.current = true;
    setState({ at, isEditing: true, typed });
  };

  return {
    active,
    typed: state.typed,
    isEditing: ({ row, column }) => state.isEditing && row === active.row && column === active.column,
    focus(at) {
      if (at.row === active.row && at.column === active.column) return;
      setState({ at, isEditing: false, typed: undefined });
    },
    edit,
    stop(move) {
      if (move === 'down') return void go({ ...active, row: Math.min(active.row + 1, size.rows - 1) });
      if (move === 'stay') {
        // The field had the focus; its cell takes it over, unless the user has gone elsewhere.
        takesFocus.current = grid.current?.contains(document.activeElement) === true;
        setState({ at: active, isEditing: false, typed: undefined });
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

/** Keys that are no characters have longer names. */
const CHARACTER = /^.$/u;

function isTyping({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return CHARACTER.test(key) && !ctrlKey && !metaKey && !altKey;
}
