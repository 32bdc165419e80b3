import type { ProblemRow } from '../check/problem-rows';
import { GridCell } from './grid-cell';
import { OWN_COLUMNS } from './grid-position';
import type { GridCursor } from './use-grid-cursor';

interface GridRowProps {
  readonly row: ProblemRow;
  /** Among the rows of the grid; from 0. */
  readonly index: number;
  /** Pixels from the top of the grid's body. */
  readonly top: number;
  readonly headers: readonly string[];
  readonly cursor: GridCursor;
  readonly isAway: boolean;
  readonly isEditable: (column: number) => boolean;
  readonly onEdit: (row: ProblemRow, column: number, value: string) => void;
  /** @param value undefined once the cell is left as it was */
  readonly onType: (row: ProblemRow, column: number, value: string | undefined) => void;
}

export function GridRow(props: GridRowProps) {
  const { row, isAway, index, top, headers, cursor, isEditable, onEdit, onType } = props;
  const texts = [row.line, reasonOf(row, isAway), ...headers.map((_, column) => row.cells[column] ?? '')];
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`grid-row grid-row-${row.status}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      {texts.map((text, column) => {
        const at = { row: index, column };
        const header = headers[column - OWN_COLUMNS];
        return (
          <GridCell
            key={column}
            column={column}
            text={text}
            label={`${header ?? ''}, line ${row.line}`}
            isActive={cursor.active.row === index && cursor.active.column === column}
            isEditing={cursor.isEditing(at)}
            isEdited={row.edited.has(column - OWN_COLUMNS)}
            isEditable={isEditable(column)}
            isInvalid={column === 1 && row.status === 'problem'}
            initial={cursor.typed ?? text}
            onFocus={() => cursor.focus(at)}
            onEdit={() => cursor.edit(at)}
            onType={(value) => onType(row, column - OWN_COLUMNS, value === text ? undefined : value)}
            onCancel={() => {
              onType(row, column - OWN_COLUMNS, undefined);
              cursor.stop('stay');
            }}
            onCommit={(value, move) => {
              if (value === text) onType(row, column - OWN_COLUMNS, undefined);
              else onEdit(row, column - OWN_COLUMNS, value);
              cursor.stop(move);
            }}
          />
        );
      })}
    </div>
  );
}

function reasonOf({ status, reason }: ProblemRow, isAway: boolean): string {
  if (status === 'problem') return reason;
  if (status === 'odd') return `Worth a look: ${reason}`;
  if (status === 'corrected') return 'Corrected';
  return isAway ? 'Looks right; waits for the connector' : 'Looks right; being checked…';
}
