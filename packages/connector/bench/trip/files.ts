import { rm, readFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvLine } from '@ozonetel-bulk-upload/shared-types';
import { checkContactFile } from '../../src/contact-file/check-contact-file';
import { createXlsxWriter } from '../../src/contact-file/write/xlsx-writer';
import { memoryContent } from '../../src/store/spool/content';
import { createScratchFiles } from '../../src/store/spool/scratch-files';
import { localWriter } from '../../test/harness/local-file';
import { contactOf, headerOf } from '../contact-file/contacts';

const ROWS = 50_000;
const COLUMNS = 40;
const INLINE_BYTES = 16 * 1024 * 1024;
/** Bytes for what a request holds besides its contacts. */
const ROOM_FOR_ORDER = 1024;

export function makeCsv(): Buffer {
  const lines = [headerOf(COLUMNS)];
  for (let row = 0; row < ROWS; row += 1) lines.push(contactOf(row, COLUMNS));
  return Buffer.from(lines.map(csvLine).join(''));
}

export async function makeXlsx(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-trip-'));
  try {
    const path = join(folder, 'contacts.xlsx');
    const file = await localWriter(path);
    const writer = await createXlsxWriter(file);
    await writer.write(headerOf(COLUMNS));
    for (let row = 0; row < ROWS; row += 1) await writer.write(contactOf(row, COLUMNS));
    await writer.end();
    await file.end();
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** As many inline contacts, as JSON, as the limit of a request lets pass. */
export function makeInline(): string {
  const names = headerOf(COLUMNS);
  const contacts: string[] = [];
  for (let row = 0, bytes = ROOM_FOR_ORDER; ; row += 1) {
    const cells = contactOf(row, COLUMNS);
    const contact = JSON.stringify(Object.fromEntries(cells.map((cell, column) => [names[column], cell])));
    bytes += Buffer.byteLength(contact) + 1;
    if (bytes > INLINE_BYTES) return `[${contacts.join(',')}]`;
    contacts.push(contact);
  }
}

/** The check of a file in memory, without its arrival. */
export async function checkAlone(content: Buffer): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-trip-'));
  try {
    const file = { bytes: content.length, open: () => Promise.resolve(memoryContent(content)) };
    const rules = { columns: {}, agentIds: [], skills: [], split: false };
    const checked = await checkContactFile(
      { file, kind: 'file' },
      { ...rules, invalidRows: 'fail', duplicates: 'keep', maxInflatedBytes: 512 * 1024 * 1024 },
      createScratchFiles(folder),
    );
    if (checked.verdict === 'rejected') throw new Error(checked.outcome.message);
  } finally {
    await rm(folder, { recursive: true });
  }
}
