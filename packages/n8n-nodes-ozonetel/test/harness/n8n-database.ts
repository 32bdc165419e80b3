import { setTimeout as pause } from 'node:timers/promises';
import { DataDeduplicationService } from 'n8n-core';
import type { DeduplicationItemTypes, ICheckProcessedContextData, IDataDeduplicator } from 'n8n-workflow';

/**
 * The table of n8n's deduplication helper, written as n8n 2.41 writes it: the row is read, and inserted or written back
 * later, without a transaction. Only the time between is our own.
 */
export class DeduplicationTable implements IDataDeduplicator {
  readonly rows = new Map<string, readonly string[]>();
  readonly collisions: string[] = [];
  /** Milliseconds of a query at most. */
  queryMs = 4;
  isDown = false;

  /** There is one in a process. */
  static async install(): Promise<DeduplicationTable> {
    const table = new DeduplicationTable();
    await DataDeduplicationService.init(table);
    return table;
  }

  async checkProcessedAndRecord(
    items: DeduplicationItemTypes[],
    _scope: string,
    { workflow, node }: ICheckProcessedContextData,
    options: { maxEntries?: number },
  ): Promise<{ new: DeduplicationItemTypes[]; processed: DeduplicationItemTypes[] }> {
    const key = `${workflow.id} ${node?.id}`;
    const row = await this.#query(() => this.rows.get(key));
    const known = new Set(row ?? []);
    const fresh = items.filter((item) => !known.has(String(item)));
    const entries = [...(row ?? []), ...fresh.map(String)].slice(-(options.maxEntries ?? Infinity));
    await this.#query(() => {
      if (row === undefined && this.rows.has(key)) {
        this.collisions.push(key);
        throw new Error('SQLITE_CONSTRAINT: UNIQUE constraint failed: processed_data');
      }
      this.rows.set(key, entries);
    });
    return { new: fresh, processed: items.filter((item) => known.has(String(item))) };
  }

  async #query<T>(run: () => T): Promise<T> {
    await pause(Math.random() * this.queryMs);
    if (this.isDown) throw new Error('Connection terminated unexpectedly');
    return run();
  }

  removeProcessed = (): Promise<void> => Promise.reject(new Error('Not used.'));
  clearAllProcessedItems = (): Promise<void> => Promise.reject(new Error('Not used.'));
  getProcessedDataCount = (): Promise<number> => Promise.reject(new Error('Not used.'));
}
