/**
 * "Per user 1 request in a minute": measured from one counted request of a user to the next, each at the moment
 * when its body was whole. **Our assumptions**: a request that is refused for this limit, or for a wrong key, does
 * not count; every other one does, a refused one or a stop too.
 */
export class RequestBucket {
  readonly #intervalMs: number;
  readonly #countedAt = new Map<string, number>();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Counts the request, or says that the bucket is full. */
  take(username: string, now: number): boolean {
    const countedAt = this.#countedAt.get(username);
    if (countedAt !== undefined && now - countedAt < this.#intervalMs) return false;
    this.#countedAt.set(username, now);
    return true;
  }
}
