import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createPace } from '../../contact-file/pace';
import { withReader } from '../../contact-file/read/with-reader';
import { createCsvWriter } from '../../contact-file/write/csv-writer';
import type { TableWriter } from '../../contact-file/write/table-writer';
import type { Spool } from '../../store/spool/spool';
import type { WorkFolder } from '../../store/spool/work-folder';
import type { RunInLanes } from '../prepare/check-lanes';
import type { UnsentFile } from './find-unsent';

export interface ReadUnsentDeps {
  readonly spool: Spool;
  readonly workFolder: WorkFolder;
  readonly runInLanes: RunInLanes;
  readonly xlsxMaxInflatedBytes: number;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/**
 * Prepared files as one CSV under one header, with the columns that would have been sent. Parts written as .xlsx are read
 * when their turn among the checks comes; no more than one of them lies in clear, for as long as the stream is read.
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
    const rows = file.format === 'csv' ? deps.spool.read(file.id) : workbookAsCsv(deps, file.id, signal);
    yield* index === 0 ? pieces(rows) : withoutHeader(pieces(rows));
  }
}

async function* pieces(content: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const piece of content) yield piece as Buffer;
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
  const folder = await deps.workFolder.makeFolder();
  try {
    const path = join(folder, 'workbook');
    await pipeline(deps.spool.read(fileId), createWriteStream(path, { mode: 0o600 }), { signal });
    const { bytes } = await deps.spool.get(fileId);
    const csv = await deps.runInLanes((ended) => convert(deps, path, folder, ended), {
      account: 'unsent.csv',
      bytes,
      signal,
      onSlow: () => undefined,
    });
    yield* pieces(createReadStream(csv));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the path of the CSV; each try has a folder of its own, as it may be broken off */
async function convert(
  { xlsxMaxInflatedBytes: maxInflatedBytes }: ReadUnsentDeps,
  path: string,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const csv = join(await mkdtemp(join(folder, 'csv-')), 'unsent.csv');
  const writer = await createCsvWriter(csv);
  try {
    await withReader({ path, kind: 'file' }, { maxInflatedBytes, signal }, (reader) =>
      writeRows(reader, writer, signal),
    );
  } finally {
    await writer.close();
  }
  return csv;
}

async function writeRows(
  reader: Parameters<Parameters<typeof withReader>[2]>[0],
  writer: TableWriter,
  signal: AbortSignal,
): Promise<void> {
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
