import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { focusHeading } from './focus-heading';

export interface TableColumn<Row> {
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
}

interface TableProps<Row> {
  /** Says what the table lists. */
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, index: number) => string | number;
}

/** A table that scrolls sideways within itself where the window is narrow. */
export function Table<Row>({ caption, columns, rows, rowKey }: TableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const isWider = useIsWider(scroller);
  return (
    // Keyboard users scroll it too.
    <div ref={scroller} className="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      {isWider && <p className="hint table-hint">Scroll this table sideways for more columns.</p>}
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ header, isNumber }, index) => (
              <th key={index} scope="col" className={isNumber ? 'number' : undefined}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <TableRow key={rowKey(row, index)}>
              {columns.map(({ cell, isNumber }, at) => (
                <td key={at} className={isNumber ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </TableRow>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether what an element has is wider than it, so that a part is out of sight. */
function useIsWider(element: RefObject<HTMLElement | null>): boolean {
  const [isWider, setWider] = useState(false);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const look = () => setWider(current.scrollWidth > current.clientWidth);
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return isWider;
}

/** A row that leaves the list takes no focus with it: the page's heading gets it. */
function TableRow({ children }: { readonly children: ReactNode }) {
  const row = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    const element = row.current;
    return () => {
      // Its dialog, too, is inside: the heading can be focused when that has left the page.
      if (element?.contains(document.activeElement)) setTimeout(focusHeading);
    };
  }, []);
  return <tr ref={row}>{children}</tr>;
}
