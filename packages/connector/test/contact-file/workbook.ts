import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localWriter } from '../harness/local-file';
import { ZipWriter } from '../../src/contact-file/write/zip-writer';
import { HEADER, row } from './sheet-xml';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A zip archive of the given entries, in their order. */
export async function zipOf(entries: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'zip-'));
  const path = join(folder, 'archive.zip');
  try {
    const file = await localWriter(path);
    const zip = new ZipWriter(file);
    for (const [name, content] of Object.entries(entries)) {
      const entry = await zip.begin(name);
      await entry.write(Buffer.from(content));
      await entry.end();
    }
    await zip.end();
    await file.end();
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The parts of a workbook of one sheet; `sheetData` and `strings` are the insides of those elements. */
export function workbookParts(sheetData: string | Buffer, strings = '', prefix = ''): Record<string, Buffer> {
  const p = prefix === '' ? '' : `${prefix}:`;
  const xmlns = prefix === '' ? `xmlns="${MAIN}"` : `xmlns:${prefix}="${MAIN}"`;
  const texts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.sharedStrings+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<${p}workbook ${xmlns} xmlns:r="${DOCUMENT}"><${p}sheets><${p}sheet name="Contacts" sheetId="1" r:id="r1"/></${p}sheets></${p}workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `<${p}sst ${xmlns}>${strings}</${p}sst>`,
  };
  const sheet = Buffer.concat([
    Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><${p}worksheet ${xmlns}><${p}sheetData>`),
    Buffer.from(sheetData),
    Buffer.from(`</${p}sheetData></${p}worksheet>`),
  ]);
  const parts = Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)] as const);
  return { ...Object.fromEntries(parts), 'xl/worksheets/sheet1.xml': sheet };
}

export function columnName(column: number): string {
  const last = String.fromCharCode(0x41 + (column % 26));
  return column < 26 ? last : columnName(Math.floor(column / 26) - 1) + last;
}

/** A workbook of many wide rows, which takes seconds to check. */
export function longWorkbook(): Promise<Buffer> {
  const header = '<row><c t="inlineStr"><is><t>PhoneNumber</t></is></c></row>';
  const rows = Array.from(
    { length: 400_000 },
    (_, index) => `<row><c t="inlineStr"><is><t>#</t></is></c><c r="XFD${index + 2}"><v>1</v></c></row>`,
  );
  return zipOf(workbookParts(header + rows.join('')));
}

/** The relationships of a workbook of one sheet that has styles. */
export const STYLED =
  '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>';

/** A workbook of one column whose second style has a number format. @param cells of its only row */
export function formatted(code: string, cells: string): Promise<Buffer> {
  const escaped = code.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return zipOf({
    ...workbookParts(HEADER + row(2, cells)),
    'xl/styles.xml': `<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="${escaped}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    'xl/_rels/workbook.xml.rels': STYLED,
  });
}
