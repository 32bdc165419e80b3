import { type RefObject, useEffect, useRef } from 'react';

const PRODUCT = 'Ozonetel uploads';

/** The first view of a document keeps the browser's own focus. */
let isFirstView = true;

/**
 * Names the document, and moves the focus to the page's heading when the page is shown, so that the keyboard and a
 * screen reader go on there.
 * @returns for the heading, which needs `tabIndex={-1}`
 */
export function usePageTitle(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${PRODUCT}`;
  }, [title]);
  useEffect(() => {
    if (!isFirstView) heading.current?.focus({ preventScroll: false });
    isFirstView = false;
  }, []);
  return heading;
}
