import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isBlankText } from '@ozonetel-bulk-upload/shared-types';
import {
  checkContactFile,
  type CheckedFile,
  type CheckRules,
} from '../../src/contact-file/check-contact-file';
import { withReader } from '../../src/contact-file/read/with-reader';
import { ContactsCsv } from '../../src/contact-file/write/contacts-csv';
import { createReadJson } from '../../src/json/read-json';

export const RULES: CheckRules = {
  columns: {},
  agentIds: [],
  skills: [],
  invalidRows: 'fail',
  duplicates: 'keep',
  split: false,
  maxInflatedBytes: 536_870_912,
};

/** A scratch folder for one test file; `remove` belongs into afterAll. */
export async function createScratch() {
  const root = await mkdtemp(join(tmpdir(), 'contact-file-'));
  const folder = () => mkdtemp(join(root, 'check-'));
  return {
    folder,
    remove: () => rm(root, { recursive: true }),
    async write(content: string | Buffer, name = 'source'): Promise<string> {
      const path = join(await folder(), name);
      await writeFile(path, content);
      return path;
    },
    /** Checks a file of the given content. */
    async check(content: string | Buffer, rules: Partial<CheckRules> = {}): Promise<CheckedFile> {
      const path = await this.write(content);
      return checkContactFile({ path, kind: 'file' }, { ...RULES, ...rules }, await folder());
    },
    async checkContacts(contacts: unknown, rules: Partial<CheckRules> = {}): Promise<CheckedFile> {
      const csv = new ContactsCsv({ maxBytes: Number.MAX_SAFE_INTEGER });
      await createReadJson()(Readable.from([Buffer.from(JSON.stringify(contacts))]), csv.listAt('$'));
      const path = await this.write(Buffer.concat(csv.finish().content));
      return checkContactFile({ path, kind: 'contacts' }, { ...RULES, ...rules }, await folder());
    },
  };
}

export type Scratch = Awaited<ReturnType<typeof createScratch>>;

export function accepted(checked: CheckedFile): Extract<CheckedFile, { verdict: 'accepted' }> {
  if (checked.verdict !== 'accepted') throw new Error(`Rejected: ${checked.outcome.message}`);
  return checked;
}

export function rejected(checked: CheckedFile): Extract<CheckedFile, { verdict: 'rejected' }> {
  if (checked.verdict !== 'rejected') throw new Error('Accepted.');
  return checked;
}

/** What the first part holds. */
export async function sent(checked: CheckedFile): Promise<string> {
  return readFile(accepted(checked).parts[0]!.path, 'utf8');
}

export async function rejectedCsv(checked: CheckedFile): Promise<string> {
  return readFile(checked.rejectedPath!, 'utf8');
}

/** All rows of a contact file, the header first, each up to its last cell that is not blank. */
export async function readRows(path: string): Promise<string[][]> {
  return withReader({ path, kind: 'file' }, RULES, async (reader) => {
    const rows: string[][] = [];
    for await (const batch of reader.batches()) {
      for (let index = 0; index < batch.length; index += 1) {
        const row = batch.at(index);
        rows.push(Array.from({ length: row.width }, (_, column) => row.text(column)));
      }
    }
    return rows;
  });
}

/** Rows without blank cells at their ends, and without blank rows. */
export function withoutBlanks(rows: readonly (readonly string[])[]): string[][] {
  return rows
    .map((row) => row.slice(0, row.findLastIndex((cell) => !isBlankText(cell)) + 1))
    .filter((row) => row.length > 0);
}
