import { useVirtualizer, defaultRangeExtractor } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, useRef } from 'react';
import type { ProblemRow } from '../check/problem-rows';
import { OWN_COLUMNS } from './grid-position';
import { GridRow } from './grid-row';
import { useGridCursor } from './use-grid-cursor';

interface ProblemGridProps {
  /** Of the file, and of the cells beyond its header. */
  readonly headers: readonly string[];
  readonly rows: readonly ProblemRow[];
  /** Whether the connector does not check at present. */
  readonly isAway: boolean;
  readonly onEdit: (row: ProblemRow, column: number, value: string) => void;
  /** @param value undefined once the cell is left as it was */
  readonly onType: (row: ProblemRow, column: number, value: string | undefined) => void;
}

const ROW_HEIGHT = 56;
const PAGE = 10;
const OVERSCAN = 8;

/** Rows with problems, of which cells can be changed in place. Only rows in view are in the document. */
export function ProblemGrid({ headers, rows, isAway, onEdit, onType }: ProblemGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = headers.length + OWN_COLUMNS;
  const isEditable = (column: number) => column >= OWN_COLUMNS;
  const cursor = useGridCursor({ rows, columns, page: PAGE }, isEditable, scroller);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]?.row ?? index,
    // The row with the focus stays in the document, wherever it is scrolled to.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(cursor.active.row, rows.length - 1)])].sort(
        (a, b) => a - b,
      ),
  });

  function press(event: KeyboardEvent) {
    const next = cursor.press(event);
    if (next !== undefined) virtual.scrollToIndex(next.row, { align: 'auto' });
  }

  const active = rows[Math.min(cursor.active.row, rows.length - 1)];
  const style = { '--file-columns': headers.length, height: virtual.getTotalSize() } as CSSProperties;
  return (
    <>
      <div
        ref={scroller}
        className="problem-grid"
        role="grid"
        aria-label="Rows with problems"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns}
        style={{ '--file-columns': headers.length } as CSSProperties}
        onKeyDown={press}
      >
        <div role="row" aria-rowindex={1} className="grid-row grid-head">
          {['Line', 'Problem', ...headers].map((header, index) => (
            <div
              key={index}
              role="columnheader"
              aria-colindex={index + 1}
              className="grid-cell"
              title={header}
            >
              <span className="grid-text">{header}</span>
            </div>
          ))}
        </div>
        <div role="rowgroup" className="grid-body" style={style}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index];
            return (
              row !== undefined && (
                <GridRow
                  key={key}
                  row={row}
                  index={index}
                  top={start}
                  headers={headers}
                  cursor={cursor}
                  isAway={isAway}
                  isEditable={isEditable}
                  onEdit={onEdit}
                  onType={onType}
                />
              )
            );
          })}
        </div>
      </div>
      {/* A cell shows two lines; not everybody has a pointer to hover with. */}
      {active !== undefined && active.reason !== '' && (
        <p className="grid-reason">
          Line {active.line}: {active.reason}
        </p>
      )}
    </>
  );
}
