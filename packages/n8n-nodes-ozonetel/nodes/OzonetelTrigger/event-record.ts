import { sleep, type IExecuteFunctions } from 'n8n-workflow';

/** Events that n8n's database remembers of a trigger; an event is two entries. */
const REMEMBERED = 1000;

/** The latest entries of this process that are written again with each write: what another process lost returns. */
const REPEATED = 200;

/** How often it is checked that a burst has been recorded as a whole. */
const CHECKS = 5;

/** Milliseconds before a check, drawn anew each time: processes that collided do not collide again. */
const drawDelay = (): number => 50 + Math.random() * 150;

/**
 * The events that one trigger has taken, in n8n's database: it outlives a restart of n8n, and all its processes share
 * it. n8n's helper reads the row, and writes it back without a transaction: in this process one write follows another;
 * an entry that another process's write has dropped is found missing by a check, and written again.
 */
export class EventRecord {
  readonly #latest = new Set<string>();
  #lastWrite: Promise<unknown> = Promise.resolve();
  #check: Promise<void> | undefined;

  /** Records an event. @returns whether another execution has taken it before */
  async take(context: IExecuteFunctions, id: string): Promise<boolean> {
    // n8n may run an execution anew whose worker died: that is no repeated event.
    const own = `${id} ${context.getExecutionId()}`;
    const known = await this.#write(context, [id, own]);
    const isRepeated = known.has(id) && !known.has(own);
    if (!isRepeated) await this.#checkSoon(context);
    return isRepeated;
  }

  /** @returns those entries that were recorded before */
  #write(context: IExecuteFunctions, entries: readonly string[]): Promise<Set<string>> {
    const write = this.#lastWrite.then(async () => {
      const known = await writeEntries(context, [...new Set([...this.#latest, ...entries])]);
      this.#keep(entries);
      return known;
    });
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

  /** Events of one moment share a check. */
  #checkSoon(context: IExecuteFunctions): Promise<void> {
    this.#check ??= this.#checkAll(context).finally(() => (this.#check = undefined));
    return this.#check;
  }

  async #checkAll(context: IExecuteFunctions): Promise<void> {
    for (let check = 0; check < CHECKS; check += 1) {
      await sleep(drawDelay());
      const known = await this.#write(context, []);
      if ([...this.#latest].every((entry) => known.has(entry))) return;
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
      maxEntries: 2 * REMEMBERED,
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
