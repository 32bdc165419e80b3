import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { localWriter } from '../../test/harness/local-file';
import { ZipWriter } from '../../src/contact-file/write/zip-writer';

/** Pieces of a file, each as often as it says. */
export type Pieces = readonly (readonly [piece: string | Buffer, times?: number])[];

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export const cell = (reference: string, text: string): string =>
  `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
export const HEADER = `<row r="1">${cell('A1', 'PhoneNumber')}</row>`;

export const inSheet = (data: Pieces): Pieces => [
  [`<worksheet xmlns="${MAIN}"><sheetData>`],
  ...data,
  ['</sheetData></worksheet>'],
];

const WRITTEN_BYTES = 256 * 1024;

function* joined(pieces: Pieces): Generator<Buffer> {
  for (const [piece, times = 1] of pieces) {
    const bytes = Buffer.from(piece);
    const each = Math.max(1, Math.floor(WRITTEN_BYTES / bytes.length));
    const many = Buffer.concat(Array.from({ length: Math.min(each, times) }, () => bytes));
    for (let left = times; left > 0; left -= each)
      yield many.subarray(0, Math.min(left, each) * bytes.length);
  }
}

export async function writeText(path: string, pieces: Pieces): Promise<void> {
  const stream = createWriteStream(path);
  for (const chunk of joined(pieces)) if (!stream.write(chunk)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'close');
}

export async function writeBook(path: string, parts: Readonly<Record<string, Pieces>>): Promise<void> {
  await writeZip(path, {
    '_rels/.rels': [
      [
        `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ],
    ],
    'xl/workbook.xml': [
      [
        `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="Contacts" sheetId="1" r:id="r1"/></sheets></workbook>`,
      ],
    ],
    'xl/_rels/workbook.xml.rels': [
      [
        '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>',
      ],
    ],
    'xl/worksheets/sheet1.xml': inSheet([[HEADER]]),
    ...parts,
  });
}

export async function writeZip(path: string, entries: Readonly<Record<string, Pieces>>): Promise<void> {
  const file = await localWriter(path);
  const zip = new ZipWriter(file);
  for (const [name, pieces] of Object.entries(entries)) {
    const entry = await zip.begin(name);
    for (const chunk of joined(pieces)) await entry.write(chunk);
    await entry.end();
  }
  await zip.end();
  await file.end();
}
