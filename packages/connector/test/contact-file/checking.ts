import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { isBlankText } from '@ozonetel-bulk-upload/shared-types';
import {
  checkContactFile,
  type CheckedFile,
  type CheckRules,
} from '../../src/contact-file/check-contact-file';
import { withReader } from '../../src/contact-file/read/with-reader';
import { ContactsCsv } from '../../src/contact-file/write/contacts-csv';
import type { ContactSource } from '../../src/contact-file/check-contact-file';
import { createReadJson } from '../../src/json/read-json';
import { streamOf, type StoredFile } from '../../src/store/spool/content';
import { writeAll } from '../../src/store/spool/file-writer';
import { createScratchFiles } from '../../src/store/spool/scratch-files';

export const RULES: CheckRules = {
  columns: {},
  agentIds: [],
  skills: [],
  invalidRows: 'fail',
  duplicates: 'keep',
  split: false,
  maxInflatedBytes: 536_870_912,
};

/** What was checked, for parts that are the source itself. */
const sources = new WeakMap<CheckedFile, StoredFile>();

/** A scratch folder for one test file; `remove` belongs into afterAll. */
export async function createScratch() {
  const root = await mkdtemp(join(tmpdir(), 'contact-file-'));
  const createFile = createScratchFiles(root);
  const check = async (source: ContactSource, rules: Partial<CheckRules>): Promise<CheckedFile> => {
    const checked = await checkContactFile(source, { ...RULES, ...rules }, createFile);
    sources.set(checked, source.file);
    return checked;
  };
  const folder = () => mkdtemp(join(root, 'check-'));
  return {
    folder,
    createFile,
    remove: () => rm(root, { recursive: true }),
    file: (content: string | Buffer) => writeAll(createFile(), [Buffer.from(content)]),
    async write(content: string | Buffer, name = 'source'): Promise<string> {
      const path = join(await folder(), name);
      await writeFile(path, content);
      return path;
    },
    /** Checks a file of the given content. */
    async check(content: string | Buffer, rules: Partial<CheckRules> = {}): Promise<CheckedFile> {
      return check({ file: await this.file(content), kind: 'file' }, rules);
    },
    checkFile: (file: StoredFile, rules: Partial<CheckRules> = {}) => check({ file, kind: 'file' }, rules),
    async checkContacts(contacts: unknown, rules: Partial<CheckRules> = {}): Promise<CheckedFile> {
      const csv = new ContactsCsv({ maxBytes: Number.MAX_SAFE_INTEGER });
      await createReadJson()(Readable.from([Buffer.from(JSON.stringify(contacts))]), csv.listAt('$'));
      const file = await writeAll(createFile(), csv.finish().content);
      return check({ file, kind: 'contacts' }, rules);
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

/** What goes to Ozonetel as a part. */
export function sentFile(checked: CheckedFile, number = 1): StoredFile {
  return accepted(checked).parts[number - 1]!.file ?? sources.get(checked)!;
}

export const bytesOf = (file: StoredFile): Promise<Buffer> => buffer(streamOf(file));

/** The bytes of the first part. */
export const sentBytes = (checked: CheckedFile): Promise<Buffer> => bytesOf(sentFile(checked));

export const sent = async (checked: CheckedFile): Promise<string> => (await sentBytes(checked)).toString();

export async function rejectedCsv(checked: CheckedFile): Promise<string> {
  return (await bytesOf(checked.rejected!)).toString();
}

/** All rows of a contact file, the header first, each up to its last cell that is not blank. */
export async function readRows(file: StoredFile): Promise<string[][]> {
  return withReader({ file, kind: 'file' }, RULES, async (reader) => {
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
