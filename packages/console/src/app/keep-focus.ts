/** Where the focus can go on when what had it leaves the page: the nearest of them that stays. */
const PLACES = 'section, dialog, main';

/**
 * Keeps the focus near where it was when the element that has it is removed, as a button is that did what it was for:
 * on the document's body, a keyboard starts again at the top and a screen reader says nothing.
 * @param root has everything that the console shows
 */
export function keepFocus(root: Element): void {
  let last: Element | undefined;
  let places: HTMLElement[] = [];

  root.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    last = target;
    places = placesAround(target);
  });
  // A click beside everything gives the focus up; a click on something brings it back at once.
  root.ownerDocument.addEventListener('pointerdown', () => {
    last = undefined;
  });
  const observer = new MutationObserver(() => {
    if (last === undefined || last.isConnected || document.activeElement !== document.body) return;
    const place = places.find(({ isConnected }) => isConnected);
    if (place === undefined) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  });
  observer.observe(root, { childList: true, subtree: true });
}

/** From the innermost outwards. */
function placesAround(element: Element): HTMLElement[] {
  const place = element.closest<HTMLElement>(PLACES);
  if (place === null) return [];
  return [place, ...(place.parentElement === null ? [] : placesAround(place.parentElement))];
}
