import { useState } from 'react';
import { announce } from './announce';
import { Button } from './button';

/** Pages of a list whose next page is known by a cursor alone. */
export interface Paging {
  /** Of the page that is shown; undefined for the first. */
  readonly cursor: string | undefined;
  /** Counted from 1. */
  readonly page: number;
  readonly showNext: (cursor: string) => void;
  readonly showPrevious: () => void;
}

/** @param filter shows the first page again when it changes */
export function usePaging(filter: string): Paging {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [filtered, setFiltered] = useState(filter);
  if (filtered !== filter) {
    setFiltered(filter);
    setCursors([]);
  }
  const show = (next: readonly string[]) => {
    setCursors(next);
    announce(`Page ${next.length + 1}`);
  };
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    showNext: (cursor) => show([...cursors, cursor]),
    showPrevious: () => show(cursors.slice(0, -1)),
  };
}

interface PagerProps {
  readonly paging: Paging;
  readonly nextCursor: string | null;
}

/** Goes from page to page. Buttons that lead nowhere stay, so that the focus does. */
export function Pager({ paging, nextCursor }: PagerProps) {
  const { page, showNext, showPrevious } = paging;
  if (page === 1 && nextCursor === null) return null;
  return (
    <nav className="actions" aria-label="Pages">
      <Button aria-disabled={page === 1 || undefined} onClick={() => page > 1 && showPrevious()}>
        Newer
      </Button>
      <span>Page {page}</span>
      <Button
        aria-disabled={nextCursor === null || undefined}
        onClick={() => nextCursor !== null && showNext(nextCursor)}
      >
        Older
      </Button>
    </nav>
  );
}
