import fc from 'fast-check';
import { csvLine } from '@ozonetel-bulk-upload/shared-types';
import { readRecords } from '../../src/pages/upload/check/csv-records';
import { MOST_ROWS, readRejected } from '../../src/pages/upload/check/read-rejected';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

async function read(text: string, size: number): Promise<string[][]> {
  const records: string[][] = [];
  for await (const record of readRecords(inPieces(text, size))) records.push(record);
  return records;
}

function streamOf(...texts: string[]): ReadableStream<Uint8Array> {
  return new Blob(texts).stream();
}

test('every table that the connector writes is read as it was, in whatever pieces it comes', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', 'é', '’') });
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 7 }), async (rows, size) => {
      expect(await read(rows.map(csvLine).join(''), size)).toEqual(rows);
    }),
  );
});

test('a rejected row keeps its line, its reason and its cells, as the file has them', async () => {
  const text =
    csvLine(['row', 'line', 'reason', 'Phone', 'Note']) + csvLine(['2', '4', 'Bad.', 'call me', "'=1+1"]);
  expect(await readRejected(streamOf(text))).toEqual({
    headers: ['Phone', 'Note'],
    rows: [{ row: 2, line: '4', reason: 'Bad.', cells: ['call me', '=1+1'] }],
    isCut: false,
  });
});

test('the reason why a whole file is refused is no row of the grid', async () => {
  const text = csvLine(['row', 'line', 'reason', 'Phone']) + csvLine(['', '', 'There is no phone number.']);
  expect(await readRejected(streamOf(text))).toMatchObject({ rows: [], isCut: false });
});

test('the grid takes the first 10,000 rows of a file with more problems, and says so', async () => {
  const lines = Array.from({ length: MOST_ROWS + 5 }, (_, index) =>
    csvLine([`${index + 1}`, '', 'Bad.', 'x']),
  );
  const { rows, isCut } = await readRejected(streamOf(csvLine(['row', 'line', 'reason', 'P']), ...lines));
  expect(rows).toHaveLength(10_000);
  expect(isCut).toBe(true);
});
