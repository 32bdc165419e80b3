import type { FileHandle } from 'node:fs/promises';
import type { Contact, ContactRow } from '@ozonetel-bulk-upload/shared-types';
import { ContactFileError } from '../../contact-file-error';
import type { ContactReader, RowBatch } from '../contact-reader';
import { RollingBuffer } from '../rolling-buffer';
import { scanElements } from './scan-elements';

/** Bytes that one inline contact may have. */
const MAX_CONTACT_BYTES = 1024 * 1024;

/** Column names that are kept apart; a header this wide is refused long before. */
const MAX_HEADERS = 1000;

/**
 * Reads inline contacts: the header is every column name in the order of its first appearance; a number is
 * written as it prints, null is an empty cell.
 */
export class ContactsReader implements ContactReader {
  readonly format = undefined;
  #headers: string[] | undefined;

  constructor(private readonly file: FileHandle) {}

  async *batches(): AsyncGenerator<RowBatch> {
    this.#headers ??= await this.#collectHeaders();
    const headers = this.#headers;
    yield { length: 1, at: () => contactRow(headers, (header) => header) };
    for await (const contacts of this.#contacts()) {
      const rows = contacts.filter((contact) => !isBlank(contact));
      yield { length: rows.length, at: (index) => rowOf(headers, rows[index] ?? {}) };
    }
  }

  isAsItIs(): boolean {
    return false;
  }

  async #collectHeaders(): Promise<string[]> {
    const headers = new Set<string>();
    for await (const contacts of this.#contacts()) {
      for (const contact of contacts) for (const name of Object.keys(contact)) headers.add(name);
      if (headers.size > MAX_HEADERS) break;
    }
    return [...headers];
  }

  async *#contacts(): AsyncGenerator<Contact[]> {
    let position = 0;
    const source = {
      read: async (into: Buffer, offset: number) => {
        const { bytesRead } = await this.file.read(into, offset, into.length - offset, position);
        position += bytesRead;
        return bytesRead;
      },
    };
    const window = new RollingBuffer(source, MAX_CONTACT_BYTES);
    let taken = 0;
    do {
      if (!(await window.advance(taken))) {
        throw new ContactFileError('file_not_a_contact_file', 'A contact is larger than a megabyte.');
      }
      const found = scanElements(window.bytes, window.length);
      taken = found.end;
      if (found.end > found.start) {
        const json = window.bytes.toString('utf8', found.start, found.end);
        yield JSON.parse(`[${json}]`) as Contact[];
      }
    } while (!window.isLast);
  }
}

function rowOf(headers: readonly string[], contact: Contact): ContactRow {
  return contactRow(
    headers,
    (header) => textOf(cellOf(contact, header)),
    (header) => {
      const cell = cellOf(contact, header);
      return typeof cell === 'number' && Number.isInteger(cell) && !Number.isSafeInteger(cell);
    },
  );
}

/** A contact may lack a column whose name every object knows, such as `constructor`. */
function cellOf(contact: Contact, header: string): Contact[string] | undefined {
  return Object.hasOwn(contact, header) ? contact[header] : undefined;
}

function contactRow(
  headers: readonly string[],
  text: (header: string) => string,
  isImprecise: (header: string) => boolean = () => false,
): ContactRow {
  return {
    width: headers.length,
    text: (column) => text(headers[column] ?? ''),
    isImprecise: (column) => isImprecise(headers[column] ?? ''),
  };
}

function isBlank(contact: Contact): boolean {
  return Object.values(contact).every((cell) => textOf(cell).trim() === '');
}

function textOf(cell: Contact[string] | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell);
}
