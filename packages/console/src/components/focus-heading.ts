/** Moves the focus to the page's heading: for when what had it is gone, and before it would fall to the document. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('#main h1')?.focus();
}
