/** The workers of one kind of job in this process, and which of them are running one. */
export class KindWorkers {
  readonly #ids: string[] = [];
  readonly #busy = new Set<string>();
  #next = 0;
  #isMissed = false;

  /** @param notify asks a worker to look for a job now; it is remembered while the worker runs one */
  constructor(private readonly notify: (id: string) => void) {}

  add(id: string): void {
    this.#ids.push(id);
  }

  /** One that is idle looks for a job; where there is none, the first that ends its own. */
  wake(): void {
    for (let looked = 0; looked < this.#ids.length; looked += 1) {
      const id = this.#ids[(this.#next += 1) % this.#ids.length] ?? '';
      if (this.#busy.has(id)) continue;
      this.notify(id);
      return;
    }
    this.#isMissed = true;
  }

  /** Runs a job on a worker. There may be more where that came from: the next worker looks, too. */
  async run(id: string, job: () => Promise<void>): Promise<void> {
    this.#busy.add(id);
    this.wake();
    try {
      await job();
    } finally {
      this.#busy.delete(id);
      if (this.#isMissed) this.notify(id);
      this.#isMissed = false;
    }
  }
}
