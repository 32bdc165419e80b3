import { createHash } from 'node:crypto';
import {
  contactColumnFault,
  csvLine,
  ProblemError,
  type FieldError,
} from '@ozonetel-bulk-upload/shared-types';
import type { JsonList } from '../../json/json-reader';

/** The most column names that are kept; a wider file is refused much earlier. */
const MAX_COLUMNS = 1_000;
const MAX_FAULTS = 100;
/** A placeholder for a contact without text, so that later contacts keep their position. */
const BLANK = '\r\n';
const PIECE_CHARACTERS = 64 * 1024;

type Cell = string | number | boolean | null;

/**
 * Turns inline contacts into CSV while they are read. Its columns are the names of all contacts in the order of
 * their first appearance; a row ends with the columns that were known when it came. A number is written as it
 * prints, null is an empty cell, and a contact whose cells are all blank is a blank line.
 */
export class ContactsCsv {
  readonly #maxBytes: number;
  #columns = new Map<string, number>();
  #pieces: Buffer[] = [];
  #pending: string[] = [];
  #pendingCharacters = 0;
  #bytes = 0;
  #hash = createHash('sha256');
  #faults: FieldError[] = [];
  /** Contacts so far, the faulty ones included. */
  #count = 0;

  /** @param maxBytes of the CSV; one that grows larger is refused with 413 */
  constructor({ maxBytes }: { readonly maxBytes: number }) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#count;
  }

  /** The first 100. */
  get faults(): readonly FieldError[] {
    return this.#faults;
  }

  /** Where the contacts are in a document. */
  listAt(path: JsonList['path']): JsonList {
    return { path, begin: () => this.#begin(), add: (contact) => this.#add(contact) };
  }

  /** The file, and the hex SHA-256 of the contacts as JSON, one a line: what an Idempotency-Key is bound to. */
  finish(): { readonly content: readonly Buffer[]; readonly sha256: string } {
    this.#flush();
    const header = Buffer.from(csvLine([...this.#columns.keys()]));
    this.#hash.update(this.#count === 0 ? '[\n]' : '\n]');
    return { content: [header, ...this.#pieces], sha256: this.#hash.digest('hex') };
  }

  #begin(): void {
    this.#columns = new Map();
    this.#pieces = [];
    this.#pending = [];
    this.#pendingCharacters = 0;
    this.#bytes = 0;
    this.#hash = createHash('sha256');
    this.#faults = [];
    this.#count = 0;
  }

  #add(contact: unknown): void {
    const index = this.#count;
    this.#count += 1;
    if (this.#faults.length >= MAX_FAULTS) return;
    if (typeof contact !== 'object' || contact === null || Array.isArray(contact)) {
      this.#faults.push({ path: `contacts.${index}`, message: 'must be an object: column name to cell' });
      return;
    }
    const cells = this.#cellsOf(Object.entries(contact), index);
    if (this.#faults.length > 0) return;
    this.#hash.update(`${index === 0 ? '[' : ','}\n${JSON.stringify(contact)}`);
    this.#write(cells.some((cell) => cell.trim() !== '') ? csvLine(cells) : BLANK);
  }

  #cellsOf(members: readonly (readonly [string, unknown])[], index: number): string[] {
    const cells: string[] = [];
    for (const [name, cell] of members) {
      const message = (this.#columns.has(name) ? undefined : contactColumnFault(name)) ?? faultOf(cell);
      if (message === undefined) cells[this.#columnOf(name)] = textOf(cell as Cell);
      else if (this.#faults.length < MAX_FAULTS) {
        this.#faults.push({ path: `contacts.${index}.${name}`, message });
      }
    }
    return Array.from(cells, (cell: string | undefined) => cell ?? '');
  }

  #columnOf(name: string): number {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    if (this.#columns.size >= MAX_COLUMNS) {
      const message = `The contacts have more than ${MAX_COLUMNS} different columns: give all of them the same.`;
      throw new ProblemError('invalid_body', message, [{ path: 'contacts', message }]);
    }
    this.#columns.set(name, this.#columns.size);
    return this.#columns.size - 1;
  }

  #write(line: string): void {
    this.#pending.push(line);
    this.#pendingCharacters += line.length;
    if (this.#pendingCharacters >= PIECE_CHARACTERS) this.#flush();
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const piece = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    this.#pendingCharacters = 0;
    this.#bytes += piece.length;
    if (this.#bytes > this.#maxBytes) {
      const message = `The contacts are larger than ${this.#maxBytes} bytes as CSV (FETCH_MAX_BYTES).`;
      throw new ProblemError('body_too_large', message);
    }
    this.#pieces.push(piece);
  }
}

function faultOf(cell: unknown): string | undefined {
  if (typeof cell === 'number')
    return Number.isFinite(cell) ? undefined : 'is too large a number: send a string';
  if (typeof cell === 'string' && cell.includes('\0'))
    return 'holds the character U+0000, which no text can have: delete it';
  if (cell === null || typeof cell === 'string' || typeof cell === 'boolean') return undefined;
  return 'must be a string, a number, a boolean or null';
}

/** A whole number that JSON has rounded is written with its exponent, so that it is not taken for a phone number. */
function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' && Number.isInteger(cell) && !Number.isSafeInteger(cell)) {
    return cell.toExponential();
  }
  return String(cell);
}
