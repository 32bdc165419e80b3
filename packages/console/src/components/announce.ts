type Listener = (message: string) => void;

let listener: Listener | undefined;

/** Lets screen readers say something that the eye sees elsewhere on the page. */
export function announce(message: string): void {
  listener?.(message);
}

/** For the one live region. @returns a function that ends it */
export function onAnnouncement(next: Listener): () => void {
  listener = next;
  return () => {
    listener = undefined;
  };
}
