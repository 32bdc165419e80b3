/**
 * A file that is dropped beside the place for it would replace the page, and with it what the user has entered: the
 * browser opens it. Here it does nothing.
 */
export function keepPage(): void {
  window.addEventListener('dragover', (event) => {
    if (event.defaultPrevented || !holdsFiles(event)) return;
    event.preventDefault();
    // The pointer says so before the file is let go.
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
  });
  window.addEventListener('drop', (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
}

/** Text is dropped into fields as ever. */
function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
