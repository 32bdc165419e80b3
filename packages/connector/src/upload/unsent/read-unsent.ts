import { Readable } from 'node:stream';
import { createPace } from '../../contact-file/pace';
import type { ContactReader } from '../../contact-file/read/contact-reader';
import { withReader } from '../../contact-file/read/with-reader';
import { createCsvWriter } from '../../contact-file/write/csv-writer';
import type { TableWriter } from '../../contact-file/write/table-writer';
import { withNewFiles } from '../../contact-file/write/with-new-files';
import { piecesOf, type StoredFile } from '../../store/spool/content';
import type { NewFile } from '../../store/spool/file-writer';
import type { CreateScratchFile } from '../../store/spool/scratch-files';
import type { Spool } from '../../store/spool/spool';
import type { RunInLanes } from '../prepare/check-lanes';
import type { UnsentFile } from './find-unsent';

export interface ReadUnsentDeps {
  readonly spool: Spool;
  readonly createScratchFile: CreateScratchFile;
  readonly runInLanes: RunInLanes;
  readonly xlsxMaxInflatedBytes: number;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/**
 * Prepared files as one CSV under one header, with the columns that would have been sent. Parts written as .xlsx are
 * read when their turn among the checks comes.
 * @param signal ends the waiting and the reading
 */
export function readUnsent(
  deps: ReadUnsentDeps,
  files: readonly UnsentFile[],
  signal: AbortSignal,
): Readable {
  return Readable.from(concat(deps, files, signal), { objectMode: false });
}

async function* concat(
  deps: ReadUnsentDeps,
  files: readonly UnsentFile[],
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  for (const [index, file] of files.entries()) {
    const rows =
      file.format === 'csv' ? piecesOf(await deps.spool.get(file.id)) : workbookAsCsv(deps, file.id, signal);
    yield* index === 0 ? rows : withoutHeader(rows);
  }
}

/** Leaves out the first record, whose quoted cells may hold line breaks. */
async function* withoutHeader(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isQuoted = false;
  let isHeader = true;
  for await (const piece of content) {
    let from = 0;
    while (isHeader && from < piece.length) {
      const byte = piece[from];
      if (byte === QUOTE) isQuoted = !isQuoted;
      isHeader = isQuoted || byte !== LINE_FEED;
      from += 1;
    }
    if (from < piece.length) yield piece.subarray(from);
  }
}

async function* workbookAsCsv(
  deps: ReadUnsentDeps,
  fileId: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const workbook = await deps.spool.get(fileId);
  const csv = await deps.runInLanes((ended) => convert(deps, workbook, ended), {
    account: 'unsent.csv',
    bytes: workbook.bytes,
    signal,
    onSlow: () => undefined,
  });
  try {
    yield* piecesOf(csv);
  } finally {
    await csv.remove();
  }
}

/** It may be broken off and called again. */
async function convert(
  { createScratchFile, xlsxMaxInflatedBytes: maxInflatedBytes }: ReadUnsentDeps,
  file: StoredFile,
  signal: AbortSignal,
): Promise<NewFile> {
  return withReader({ file, kind: 'file' }, { maxInflatedBytes, signal }, (reader) =>
    withNewFiles(createScratchFile, async (createFile) => {
      const target = createFile('prepared');
      const writer = createCsvWriter(target);
      await writeRows(reader, writer, signal);
      await writer.end();
      return target.end();
    }),
  );
}

async function writeRows(reader: ContactReader, writer: TableWriter, signal: AbortSignal): Promise<void> {
  const pace = createPace(signal);
  let columns = 0;
  for await (const batch of reader.batches()) {
    for (let index = 0; index < batch.length; index += 1) {
      const pause = pace();
      if (pause !== undefined) await pause;
      const row = batch.at(index);
      columns ||= row.width;
      const width = Math.max(columns, row.width);
      await writer.write(Array.from({ length: width }, (_, column) => row.text(column)));
    }
  }
}
