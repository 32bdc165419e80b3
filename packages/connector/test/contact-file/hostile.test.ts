import { truncate } from 'node:fs/promises';
import { localFile } from '../harness/local-file';
import { createScratch, rejected, type Scratch, sent } from './checking';
import { columnName, workbookParts, zipOf } from './workbook';

const LARGE_BYTES = 100 * 1024 ** 2;

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

describe('a CSV file is refused with a sentence that names the place', () => {
  it.each([
    ['that is one cell of 100 MB', 'PhoneNumber,Name\n98765,', 'row 1'],
    ['whose header is one cell of 100 MB', 'PhoneNumber', 'the header'],
    ['with a quote that is not closed in 100 MB', 'PhoneNumber,Name\n98765,Asha\n98766,"', 'row 2'],
  ])('%s', async (_, beginning, where) => {
    const { outcome } = rejected(
      await scratch.check(Buffer.concat([Buffer.from(beginning), Buffer.alloc(LARGE_BYTES, 'A')])),
    );
    expect(outcome.code).toBe('file_not_a_contact_file');
    expect(outcome.message).toContain(where);
  });

  it('with more rows than a spreadsheet can have, whatever they hold', async () => {
    const { outcome } = rejected(await scratch.check(`PhoneNumber\n${'#\n'.repeat(1_048_576)}`));
    expect(outcome.code).toBe('file_too_large');
    expect(outcome.message).toContain('1048576 rows');
  });

  it('with as many blank lines', async () => {
    const { outcome } = rejected(await scratch.check(`PhoneNumber\n1\n${'\n , \n'.repeat(600_000)}2\n`));
    expect(outcome.code).toBe('file_too_large');
    expect(outcome.message).toContain('blank ones included');
  });

  it('with a row of more columns than a spreadsheet can have', async () => {
    const content = `PhoneNumber\n1\n\n2${',x'.repeat(16_384)}\n3\n`;
    const { outcome } = rejected(await scratch.check(content));
    expect(outcome.code).toBe('file_not_a_contact_file');
    expect(outcome.message).toContain('Row 2 (line 4) of the file has 16385 columns');
  });

  it('that is a hole of a hundred gigabytes, which nobody could wait for', async () => {
    const path = await scratch.write(`PhoneNumber\n${'98765\n'.repeat(10_000)}`);
    await truncate(path, 100 * 1024 ** 3);
    const { outcome } = rejected(await scratch.checkFile(await localFile(path)));
    expect(outcome.message).toContain('neither text nor a spreadsheet');
  });
});

const row = (number: number, cells: string) => `<row r="${number}">${cells}</row>`;
const inline = (reference: string, text: string) =>
  `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
const HEADER = row(1, inline('A1', 'PhoneNumber'));

describe('a workbook is refused with a sentence', () => {
  const large = Buffer.alloc(LARGE_BYTES, 'A');
  const around = (before: string, after: string) =>
    Buffer.concat([Buffer.from(before), large, Buffer.from(after)]);

  it('with a cell of 100 MB', async () => {
    const cell = around(`${HEADER}<row r="2"><c r="A2" t="inlineStr"><is><t>`, '</t></is></c></row>');
    const { outcome } = rejected(await scratch.check(await zipOf(workbookParts(cell))));
    expect(outcome).toMatchObject({ code: 'file_not_a_contact_file' });
    expect(outcome.message).toContain('The row after line 1 of the sheet is larger than');
  });

  it('with a shared string of 100 MB', async () => {
    const parts = workbookParts(HEADER);
    parts['xl/sharedStrings.xml'] = around('<sst><si><t>', '</t></si></sst>');
    const { outcome } = rejected(await scratch.check(await zipOf(parts)));
    expect(outcome).toMatchObject({ code: 'file_not_a_contact_file' });
    expect(outcome.message).toContain('more than a cell can hold');
  });

  it('with more texts than a quarter of what it may have unpacked', async () => {
    const parts = workbookParts(HEADER, `<si><t>${'A'.repeat(900_000)}</t></si>`.repeat(30));
    const { outcome } = rejected(await scratch.check(await zipOf(parts), { maxInflatedBytes: 64e6 }));
    expect(outcome.code).toBe('file_too_large');
    expect(outcome.message).toContain('texts of the workbook are larger than 16000000 bytes');
  });

  it.each([
    [
      'a hundred thousand styles',
      'xl/styles.xml',
      `<cellXfs>${'<xf numFmtId="14"/>'.repeat(100_001)}</cellXfs>`,
    ],
    [
      'ten megabytes of names',
      'xl/workbook.xml',
      `<sheet name="${'A'.repeat(500_000)}" r:id="r1"/>`.repeat(20),
    ],
    ['a part of 40 MB that tells nothing', 'xl/_rels/workbook.xml.rels', '<x/>'.repeat(10_000_000)],
  ])('with %s', async (_, name, xml) => {
    const parts = workbookParts(HEADER);
    const relations = parts['xl/_rels/workbook.xml.rels']!.toString();
    const styles = '<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>';
    parts['xl/_rels/workbook.xml.rels'] = Buffer.from(relations.replace('</Relationships>', styles));
    parts[name] = Buffer.from(xml);
    const { outcome } = rejected(await scratch.check(await zipOf(parts)));
    expect(outcome.code).toBe('file_not_a_contact_file');
    expect(outcome.message).toContain('a part of it is far too large');
  });

  it('with comments and nothing else', async () => {
    const { outcome } = rejected(
      await scratch.check(await zipOf(workbookParts('<!---->'.repeat(4_000_000)))),
    );
    expect(outcome.message).toContain('header of the sheet is larger than');
  });

  it('with a tag of 100 MB', async () => {
    const parts = workbookParts(HEADER);
    parts['xl/workbook.xml'] = around('<workbook x="', '"/>');
    expect(rejected(await scratch.check(await zipOf(parts))).outcome.message).toContain('far too large');
  });

  it('that declares more than is allowed, before anything of it is inflated', async () => {
    const bomb = await zipOf({ ...workbookParts(HEADER), 'xl/media/image1.png': Buffer.alloc(2_000_000) });
    const { outcome } = rejected(await scratch.check(bomb, { maxInflatedBytes: 1_000_000 }));
    expect(outcome.code).toBe('file_too_large');
    expect(outcome.message).toContain('1000000 bytes');
  });

  it('that inflates to more than it declares', async () => {
    const sheet =
      HEADER + Array.from({ length: 100_000 }, (_, index) => row(index + 2, inline('A2', '1'))).join('');
    const bomb = declaring(await zipOf(workbookParts(sheet)), 'xl/worksheets/sheet1.xml', 10_000);
    expect(rejected(await scratch.check(bomb)).outcome).toMatchObject({
      code: 'file_not_a_contact_file',
      message: expect.stringContaining('damaged'),
    });
  });

  it('with more than ten thousand entries', async () => {
    const archive = await zipOf(workbookParts(HEADER));
    const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    archive.writeUInt16LE(10_001, end + 8);
    archive.writeUInt16LE(10_001, end + 10);
    expect(rejected(await scratch.check(archive)).outcome.code).toBe('file_too_large');
  });

  it('with 10,000 columns', async () => {
    const cells = Array.from({ length: 10_000 }, (_, column) =>
      inline(`${columnName(column)}1`, `Header ${column}`),
    );
    const { outcome } = rejected(await scratch.check(await zipOf(workbookParts(row(1, cells.join(''))))));
    expect(outcome).toMatchObject({ code: 'too_many_columns' });
    expect(outcome.message).toContain('10000 columns');
  });

  it('with a cell beyond the last column of a sheet', async () => {
    const sheet = row(1, inline('XFE1', 'PhoneNumber'));
    expect(rejected(await scratch.check(await zipOf(workbookParts(sheet)))).outcome.message).toContain(
      'damaged',
    );
  });

  it('with an entry that is encrypted', async () => {
    const locked = await zipOf(workbookParts(HEADER));
    locked.writeUInt16LE(
      locked.readUInt16LE(directoryEntry(locked, 'xl/workbook.xml') + 8) | 1,
      directoryEntry(locked, 'xl/workbook.xml') + 8,
    );
    expect(rejected(await scratch.check(locked)).outcome.message).toMatch(/password|damaged/);
  });
});

it('entities that a workbook declares are not expanded', async () => {
  const parts = workbookParts(
    row(1, inline('A1', 'PhoneNumber') + inline('B1', '&b;')) + row(2, inline('A2', '1')),
  );
  const laughs = `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>`;
  parts['xl/worksheets/sheet1.xml'] = Buffer.concat([
    Buffer.from(laughs),
    parts['xl/worksheets/sheet1.xml']!,
  ]);
  const checked = await scratch.check(await zipOf(parts), { format: 'csv' });
  expect(await sent(checked)).toBe('PhoneNumber,&b;\r\n1,\r\n');
});

it('comments in a workbook, few or many, are passed over', async () => {
  const many = '<!-- a > b --><?x y?><!---->'.repeat(20_000);
  const rows =
    HEADER + many + row(2, `${many}<c r="A2" t="inlineStr"><is>${many}<t>98<!-- 7 -->76</t></is></c>`);
  const checked = await scratch.check(await zipOf(workbookParts(rows)), { format: 'csv' });
  expect(await sent(checked)).toBe('PhoneNumber\r\n9876\r\n');
});

it('a row of 10,000 columns is a problem of that row', async () => {
  const { problems } = rejected(await scratch.check(`PhoneNumber\n1\n1${',x'.repeat(9_999)}\n`));
  expect(problems).toEqual([
    { row: 2, line: 3, code: 'too_many_columns', message: expect.stringContaining('10000 columns') },
  ]);
});

/** Where the entry of that name begins in the archive's directory. */
function directoryEntry(archive: Buffer, name: string): number {
  return archive.lastIndexOf(name) - 46;
}

/** The archive with another inflated size in the directory entry of that name. */
function declaring(archive: Buffer, name: string, bytes: number): Buffer {
  archive.writeUInt32LE(bytes, directoryEntry(archive, name) + 24);
  return archive;
}
