import { unguardCell } from '@ozonetel-bulk-upload/shared-types';
import { createPace } from '../pace';
import { readRecords } from './csv-records';

/** A row that would be left out, as the connector lists it, or one that is worth a look. */
export interface RejectedRow {
  readonly row: number;
  /** Line of the spreadsheet; empty if it is not known. */
  readonly line: string;
  readonly reason: string;
  readonly cells: readonly string[];
  /** It is sent as it is. */
  readonly isOdd?: true;
}

export interface RejectedRows {
  /** Of the file. */
  readonly headers: readonly string[];
  readonly rows: readonly RejectedRow[];
  /** Whether there are more than `MOST_ROWS`. */
  readonly isCut: boolean;
}

/** Rows that the grid takes. */
export const MOST_ROWS = 10_000;

/** Reads what `POST /v1/checks` answers as CSV, up to as many rows as the grid takes. */
export async function readRejected(body: ReadableStream<Uint8Array>): Promise<RejectedRows> {
  const rows: RejectedRow[] = [];
  let headers: readonly string[] | undefined;
  const pause = createPace();
  for await (const [row = '', line = '', reason = '', ...cells] of readRecords(readTexts(body))) {
    if (headers === undefined) {
      headers = cells.map(unguardCell);
      continue;
    }
    // Without a row it is about the whole file, which the check result says, too.
    if (row === '') continue;
    if (rows.length === MOST_ROWS) return { headers, rows, isCut: true };
    rows.push({ row: Number(row), line, reason, cells: cells.map(unguardCell) });
    await pause();
  }
  return { headers: headers ?? [], rows, isCut: false };
}

/** Stopping to read cancels the transfer. */
async function* readTexts(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel();
  }
}
