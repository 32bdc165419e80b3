import { sleep, type IExecuteFunctions } from 'n8n-workflow';

/** Events that n8n's database remembers of a trigger; an event is three entries. */
const REMEMBERED = 1000;

/** The latest entries of this process that are written again with each write: what another process lost returns. */
const REPEATED = 200;

/** How often an execution looks for its claim to an event: in a burst at several processes most writes are lost. */
const CHECKS = 20;

/** Milliseconds before a check, drawn anew each time: processes that collided do not collide again. */
const drawDelay = (): number => 50 + Math.random() * 150;

/** Milliseconds in which the execution that another one was overtaken by says that it goes on. */
const OVERTAKEN_MS = 1_000;

/**
 * The events that one trigger has taken, in n8n's database: it outlives a restart of n8n, and all its processes share
 * it. n8n's helper reads the row, and writes it back without a transaction: in this process one write follows another;
 * of two processes that write at once the last one wins, and the other does not find its claim when it looks for it.
 */
export class EventRecord {
  readonly #latest = new Set<string>();
  #lastWrite: Promise<unknown> = Promise.resolve();

  /** Records an event. @returns whether another execution has taken it */
  async take(context: IExecuteFunctions, id: string): Promise<boolean> {
    // n8n may run an execution anew whose worker died: that is no repeated event.
    const own = `${id} ${context.getExecutionId()}`;
    const started = `${id} started`;
    const known = await this.#write(context, [id, own]);
    if (known.has(id)) return !known.has(own);
    const isOvertaken = await this.#isOvertaken(context, id, own);
    // An event is dropped only if another execution said that it goes on: never may both stand back.
    if (isOvertaken) await sleep(OVERTAKEN_MS);
    const isStarted = (await this.#write(context, [id, own, started])).has(started);
    if (isOvertaken && isStarted) return true;
    this.#keep([id, own, started]);
    return false;
  }

  /** Whether another execution has claimed the same event in the same moment. */
  async #isOvertaken(context: IExecuteFunctions, id: string, own: string): Promise<boolean> {
    for (let check = 0; check < CHECKS; check += 1) {
      await sleep(drawDelay());
      const known = await this.#write(context, [id, own]);
      if (known.has(own)) return false;
      if (known.has(id)) return true;
      // Dropped by the write of another event: it has been written again just now.
    }
    return false;
  }

  /** @returns those entries that were recorded before */
  #write(context: IExecuteFunctions, entries: readonly string[]): Promise<Set<string>> {
    const write = this.#lastWrite.then(() =>
      writeEntries(context, [...new Set([...this.#latest, ...entries])]),
    );
    this.#lastWrite = write.catch(() => undefined);
    return write;
  }

  #keep(entries: readonly string[]): void {
    for (const entry of entries) this.#latest.add(entry);
    for (const oldest of this.#latest) {
      if (this.#latest.size <= REPEATED) break;
      this.#latest.delete(oldest);
    }
  }
}

/**
 * Writes entries by what n8n's own Remove Duplicates is made of. The first two writes for a node at once collide: one
 * of them fails, and succeeds when it is repeated.
 */
async function writeEntries(context: IExecuteFunctions, entries: readonly string[]): Promise<Set<string>> {
  const write = async (): Promise<Set<string>> => {
    const { processed } = await context.helpers.checkProcessedAndRecord([...entries], 'node', {
      mode: 'entries',
      maxEntries: 3 * REMEMBERED,
    });
    return new Set(processed.map(String));
  };
  try {
    return await write();
  } catch {
    await sleep(drawDelay());
    return write();
  }
}
