/** What the workers of one kind need of pg-boss. */
export interface WorkerCalls {
  /** Starts a worker. @returns its id */
  readonly start: () => Promise<string>;
  /** Stops a worker once it has ended its job. */
  readonly stop: (id: string) => void;
  /** Asks a worker to look for a job now; it is remembered while the worker runs one. */
  readonly notify: (id: string) => void;
}

/** The workers of one kind of job in this process, and which of them are running one. */
export class KindWorkers {
  readonly #ids = new Set<string>();
  readonly #busy = new Set<string>();
  /** Workers whose job gave up its place, each with the start of its replacement. They stop when their job ends. */
  readonly #waiting = new Map<string, Promise<void>>();
  #isMissed = false;

  constructor(private readonly calls: WorkerCalls) {}

  async add(): Promise<void> {
    this.#ids.add(await this.calls.start());
  }

  /** One that is idle looks for a job; if there is none, the first that ends its own. */
  wake(): void {
    for (const id of this.#ids) {
      if (this.#busy.has(id)) continue;
      // The next time another one is asked first.
      this.#ids.delete(id);
      this.#ids.add(id);
      this.calls.notify(id);
      return;
    }
    this.#isMissed = true;
  }

  /** How many run a job that has given up its place. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Starts another worker in the place of one whose job only waits.
   * @throws the reason for which no replacement could be started; the worker keeps its place then
   */
  async replace(id: string): Promise<void> {
    if (this.#waiting.has(id)) return;
    const replacement = this.add();
    this.#waiting.set(id, replacement);
    try {
      await replacement;
    } catch (error) {
      this.#waiting.delete(id);
      throw error;
    }
    this.wake();
  }

  /** Runs a job on a worker. More jobs may be due, so the next worker is woken, too. */
  async run(id: string, job: () => Promise<void>): Promise<void> {
    this.#busy.add(id);
    this.wake();
    try {
      await job();
    } finally {
      this.#busy.delete(id);
      this.#stopOnceReplaced(id);
      if (this.#isMissed) {
        this.#isMissed = false;
        this.wake();
      }
    }
  }

  #stopOnceReplaced(id: string): void {
    const stop = (): void => {
      this.#ids.delete(id);
      this.calls.stop(id);
    };
    // `replace` reports that the other could not be started.
    this.#waiting.get(id)?.then(stop, () => undefined);
    this.#waiting.delete(id);
  }
}
