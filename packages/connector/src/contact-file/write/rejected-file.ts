import { join } from 'node:path';
import {
  guardCell,
  REJECTED_COLUMNS,
  type ContactRow,
  type RowProblem,
} from '@ozonetel-bulk-upload/shared-types';
import { createCsvWriter } from './csv-writer';
import type { TableWriter } from './table-writer';

/** `rejected.csv`: the rows left out with their reasons, safe to open in a spreadsheet. Made with its first row. */
export class RejectedFile {
  readonly #path: string;
  #writer: TableWriter | undefined;

  /** @param headers those of the source file, as the user knows them */
  constructor(
    folder: string,
    private readonly headers: readonly string[],
  ) {
    this.#path = join(folder, 'rejected.csv');
  }

  /** Undefined as long as no row was left out. */
  get path(): string | undefined {
    return this.#writer === undefined ? undefined : this.#path;
  }

  async add(row: ContactRow, problems: readonly RowProblem[]): Promise<void> {
    this.#writer ??= await this.#begin();
    const width = Math.max(row.width, this.headers.length);
    const cells = Array.from({ length: width }, (_, column) => guardCell(row.text(column)));
    const reason = problems.map(({ message }) => message).join(' ');
    await this.#writer.write([String(problems[0]?.row ?? ''), reason, ...cells]);
  }

  async close(): Promise<void> {
    await this.#writer?.close();
  }

  async #begin(): Promise<TableWriter> {
    const writer = await createCsvWriter(this.#path);
    await writer.write([...REJECTED_COLUMNS, ...this.headers.map(guardCell)]);
    return writer;
  }
}
