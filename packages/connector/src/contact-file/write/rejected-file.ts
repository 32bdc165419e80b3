import {
  csvLine,
  guardCell,
  REJECTED_COLUMNS,
  type ContactRow,
  type RowProblem,
} from '@ozonetel-bulk-upload/shared-types';
import type { FileWriter, NewFile } from '../../store/spool/file-writer';
import { TextFile } from './text-file';
import type { CreateFile } from './with-new-files';

/** Columns of a row that are written: Ozonetel takes 40, and the row is rejected for having more. */
const MAX_COLUMNS = 100;

/**
 * `rejected.csv`: the rows left out with their reasons, safe to open in a spreadsheet. Made with its first row.
 * If the limit is reached, its last line says how many rows are missing.
 */
export class RejectedFile<File extends NewFile> {
  #target: FileWriter<File> | undefined;
  #text: TextFile | undefined;
  #characters = 0;
  #unwritten = 0;

  /**
   * @param headers those of the source file, as the user knows them
   * @param limit characters that are written, but for the last line
   */
  constructor(
    private readonly createFile: CreateFile<File>,
    private readonly headers: readonly string[],
    private readonly limit: number,
  ) {}

  /** Left-out rows that the file had no room for. */
  get unwritten(): number {
    return this.#unwritten;
  }

  async add(row: ContactRow, problems: readonly RowProblem[]): Promise<void> {
    this.#text ??= await this.#begin();
    const line = this.#unwritten > 0 ? undefined : this.#lineOf(row, problems);
    if (line === undefined) this.#unwritten += 1;
    else await this.#write(line);
  }

  /** @returns undefined if no row was left out */
  async end(): Promise<File | undefined> {
    if (this.#unwritten > 0) {
      const reason = `${this.#unwritten} more rows were left out, from this place on: there are too many to list. Correct these first, or look for what is wrong with the whole file.`;
      await this.#text?.write(csvLine(['', '', reason]));
    }
    await this.#text?.flush();
    return this.#target?.end();
  }

  /** Undefined where there is no room for it. */
  #lineOf(row: ContactRow, problems: readonly RowProblem[]): string | undefined {
    const reason = problems.map(({ message }) => message).join(' ');
    const cells = [String(problems[0]?.row ?? ''), String(row.line), reason];
    const width = Math.min(Math.max(row.width, this.headers.length), MAX_COLUMNS);
    let room = this.limit - this.#characters;
    for (let column = 0; column < width && room >= 0; column += 1) {
      const cell = guardCell(row.text(column));
      room -= cell.length + 1;
      cells.push(cell);
    }
    const line = room < 0 ? '' : csvLine(cells);
    return room < 0 || this.#characters + line.length > this.limit ? undefined : line;
  }

  async #write(line: string): Promise<void> {
    this.#characters += line.length;
    await this.#text?.write(line);
  }

  async #begin(): Promise<TextFile> {
    this.#target = this.createFile('rejected');
    const text = new TextFile(this.#target);
    const header = csvLine([...REJECTED_COLUMNS, ...this.headers.map(guardCell)]);
    this.#characters = header.length;
    await text.write(header);
    return text;
  }
}
