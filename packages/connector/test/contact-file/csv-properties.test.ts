import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { CsvDelimiter } from '@ozonetel-bulk-upload/shared-types';
import type { Content } from '../../src/store/spool/content';
import { CsvReader } from '../../src/contact-file/read/csv/csv-reader';
import { assumeEncoding } from '@ozonetel-bulk-upload/shared-types';
import { withoutBlanks } from './checking';

const LINE_ENDS = ['\n', '\r\n', '\r'] as const;

interface Dressed {
  readonly text: string;
  readonly delimiter: CsvDelimiter;
  readonly lineEnd: (typeof LINE_ENDS)[number];
  /** Bytes that each read of the file brings. */
  readonly chunk: number;
}

const cell = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.string({ maxLength: 12, unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', ' ', '+91 98765 43210', 'Zoë', '日本', '😀', ' x ', 'q"q', '""', "'"),
  },
  {
    weight: 2,
    arbitrary: fc.string({
      maxLength: 8,
      unit: fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r', 'a', 'ë'),
    }),
  },
);

/** Records of two columns and more, each cell quoted where it must be and now and then where it need not be. */
const dressed: fc.Arbitrary<Dressed> = fc
  .record({
    rows: fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
    delimiter: fc.constantFrom<CsvDelimiter>(',', ';', '\t', '|'),
    lineEnd: fc.constantFrom(...LINE_ENDS),
    isEndMissing: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 64 }),
  })
  .map(({ rows, delimiter, lineEnd, isEndMissing, chunk }) => {
    const written = ([text, isQuoted]: readonly [string, boolean]) =>
      isQuoted || /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const lines = rows.map((row) => row.map(written).join(delimiter));
    const text =
      [['PhoneNumber', 'Name'].join(delimiter), ...lines].join(lineEnd) + (isEndMissing ? '' : lineEnd);
    return { text, delimiter, lineEnd, chunk };
  });

/** A file that comes in small pieces, as no test could make a disk do. */
function contentOf(bytes: Buffer, chunk: number): Content {
  const read = (into: Buffer, position: number) =>
    Promise.resolve(bytes.copy(into, 0, position, position + Math.min(into.length, chunk)));
  return { bytes: bytes.length, read, close: () => Promise.resolve() };
}

async function read(bytes: Buffer, chunk: number): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of new CsvReader(contentOf(bytes, chunk), assumeEncoding(bytes)).batches()) {
    for (let index = 0; index < batch.length; index += 1) {
      const row = batch.at(index);
      rows.push(Array.from({ length: row.width }, (_, column) => row.text(column)));
    }
  }
  return rows;
}

describe('our reading of CSV', () => {
  it("equals csv-parse's, whatever the pieces that the file comes in", async () => {
    await fc.assert(
      fc.asyncProperty(dressed, async ({ text, delimiter, lineEnd, chunk }) => {
        const theirs = parse(text, { delimiter, record_delimiter: lineEnd, relax_column_count: true });
        expect(await read(Buffer.from(text), chunk)).toEqual(withoutBlanks(theirs));
      }),
      {
        numRuns: 2000,
        // A line separator of Unicode and spaces: blank.
        examples: [[{ text: 'PhoneNumber,Name\n\u2028   \n', delimiter: ',', lineEnd: '\n', chunk: 1 }]],
      },
    );
  });

  it('is the same in every encoding', async () => {
    await fc.assert(
      fc.asyncProperty(dressed, async ({ text, chunk }) => {
        const plain = await read(Buffer.from(text), 1024);
        const marked = Buffer.from(`\uFEFF${text}`, 'utf16le');
        expect(await read(marked, chunk)).toEqual(plain);
        expect(await read(Buffer.from(marked).swap16(), chunk)).toEqual(plain);
        expect(await read(Buffer.from(`\uFEFF${text}`), chunk)).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });
});
