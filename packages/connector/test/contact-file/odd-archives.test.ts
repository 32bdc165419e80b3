import { accepted, createScratch, readRows, rejected, type Scratch } from './checking';
import { HEADER, row, TABLE, text } from './sheet-xml';
import { workbookParts, zipOf } from './workbook';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

describe('the names of the entries of a workbook are relative to it, whatever they look like', () => {
  const parts = workbookParts(HEADER + row(2, text('A2', '98765'), text('B2', 'Asha')));
  const renamed = (rename: (name: string) => string, more: Readonly<Record<string, string>> = {}) => ({
    ...Object.fromEntries(Object.entries(parts).map(([name, content]) => [rename(name), content])),
    ...more,
  });
  it.each([
    ['beginning with a slash', renamed((name) => `/${name}`)],
    ['beginning with ./', renamed((name) => `./${name}`)],
    ['with backslashes', renamed((name) => name.replaceAll('/', '\\'))],
    ['beginning with a backslash', renamed((name) => `\\${name}`)],
    ['in capitals', renamed((name) => name.toUpperCase())],
    ['with double slashes', renamed((name) => name.replaceAll('/', '//'))],
    ['beside an entry for the root', renamed((name) => name, { '/': 'x' })],
    ['beside folders', renamed((name) => name, { 'xl/': '', 'xl/worksheets/': '', 'xl/workbook.xml/': '' })],
    ['beside one above the archive', renamed((name) => name, { '../evil': 'x', '..\\..\\evil': 'x' })],
    ['beside one that only looks like a part', renamed((name) => name, { '../xl/workbook.xml': 'x' })],
    [
      'with escapes',
      renamed((name) => name.replace('sheet1', 'sheet%31').replace('workbook.xml', 'work%62ook.xml')),
    ],
    ['with dots inside', renamed((name) => name.replace('xl/worksheets', 'xl/../xl/./worksheets'))],
    ['with stray escapes beside', renamed((name) => name, { '%zz%': 'x', '%2e%2e/evil': 'x' })],
    ['beside one of a drive', renamed((name) => name, { 'C:\\evil': 'x' })],
  ])('%s', async (_, entries) => {
    const file = await zipOf(entries);
    expect(await readRows(await scratch.file(file))).toEqual(TABLE);
    expect(accepted(await scratch.check(file)).counts.valid).toBe(1);
  });
});

describe('a workbook is read whatever stands behind its archive:', () => {
  it.each([
    ['a line break', '\r\n'],
    ['zeros', '\0'.repeat(512)],
    ['a remark of the server', '<!-- served by cache-7 -->'],
  ])('%s', async (_, behind) => {
    const archive = await zipOf(workbookParts(HEADER + row(2, text('A2', '98765'), text('B2', 'Asha'))));
    const file = Buffer.concat([archive, Buffer.from(behind)]);
    expect(await readRows(await scratch.file(file))).toEqual(TABLE);
    expect(accepted(await scratch.check(file)).counts.valid).toBe(1);
  });
});

it('a workbook one digit of which is damaged is refused, as it would be another number', async () => {
  const file = await zipOf(workbookParts(HEADER + row(2, text('A2', '98765'))));
  const directory = file.lastIndexOf('xl/worksheets/sheet1.xml') - 46;
  const checksumAt = directory + 16;
  file.writeUInt8((file.readUInt8(checksumAt) + 1) % 256, checksumAt);
  expect(rejected(await scratch.check(file)).outcome).toMatchObject({
    code: 'file_not_a_contact_file',
    message: expect.stringContaining('damaged') as unknown,
  });
});

describe('the parts of a workbook are found by relations that', () => {
  it.each([
    ['are padded', (rels: string) => rels.replace(/"(r1|worksheets[^"]*|[^"]*\/worksheet)"/g, '"\n $1 "')],
    ['name paths from the root', (rels: string) => rels.replace('"worksheets', '"/xl/worksheets')],
    [
      'name paths from the root without a slash',
      (rels: string) => rels.replace('"worksheets', '"xl/worksheets'),
    ],
    ['go up and down', (rels: string) => rels.replace('"worksheets', '"./../xl/worksheets')],
    ['have backslashes', (rels: string) => rels.replace('"worksheets/', '"\\XL\\Worksheets\\')],
    ['have escapes', (rels: string) => rels.replace('sheet1.xml', 'sheet%31.xml')],
  ])('%s', async (_, change) => {
    const parts = workbookParts(HEADER + row(2, text('A2', '98765'), text('B2', 'Asha')));
    const name = 'xl/_rels/workbook.xml.rels';
    const file = await zipOf({ ...parts, [name]: change(parts[name]!.toString()) });
    expect(await readRows(await scratch.file(file))).toEqual(TABLE);
  });
});

describe('the parts of a workbook are read in the encoding that they have', () => {
  const plain = (name: string) => `<sst><si><t>PhoneNumber</t></si><si><t>${name}</t></si></sst>`;
  const declared = (encoding: string, name: string) =>
    `<?xml version="1.0" encoding="${encoding}" standalone='yes'?>${plain(name)}`;
  const bigEndian = (value: string) => Buffer.from(value, 'utf16le').swap16();

  it.each([
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${declared('UTF-16', 'José')}`, 'utf16le')],
    ['UTF-16BE with a mark', bigEndian(`\ufeff${declared('UTF-16', 'José')}`)],
    ['UTF-16LE without a mark', Buffer.from(declared('UTF-16', 'José'), 'utf16le')],
    ['UTF-16BE without a mark', bigEndian(declared('UTF-16', 'José'))],
    ['UTF-16 without a declaration', Buffer.from(`\ufeff${plain('José')}`, 'utf16le')],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${declared('UTF-8', 'José')}`)],
    ['UTF-8 that is declared UTF-16', Buffer.from(declared('utf-16', 'José'))],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1', 'José'), 'latin1')],
    ['Windows-1252', Buffer.from(declared('windows-1252', 'José'), 'latin1')],
    ['US-ASCII', Buffer.from(declared('US-ASCII', 'Jos&#233;'))],
    ['UTF-16LE behind a blank line', Buffer.from(`\n${plain('José, José, José, José')}`, 'utf16le')],
    ['utf8 in other letters', Buffer.from(`<?xml version='1.0' encoding='utf8'?>${plain('José')}`)],
    ['more than it says', Buffer.from(declared('US-ASCII', 'José'))],
    ['UTF-8 with two marks', Buffer.from(`\ufeff\ufeff${declared('UTF-8', 'José')}`)],
    [
      'UTF-8 with a mark that is declared otherwise',
      Buffer.from(`\ufeff${declared('windows-1252', 'José')}`),
    ],
    [
      'KOI8-R',
      Buffer.concat([
        Buffer.from('<?xml version="1.0" encoding="koi8-r"?><sst><si><t>PhoneNumber</t></si><si><t>'),
        Buffer.of(0xcd, 0xc9, 0xd2),
        Buffer.from('</t></si></sst>'),
      ]),
    ],
    ['ISO-8859-2', Buffer.from(declared('iso-8859-2', 'José'), 'latin1')],
  ])('%s', async (_, strings) => {
    const [header, contact] = await readRows(await scratch.file(await workbookOf(strings)));
    expect([header?.[0], contact]).toEqual(['PhoneNumber', ['98765']]);
    expect(header?.[1]).toMatch(/^(?:José(?:, José)*|мир)$/);
  });

  it('in UTF-16 from the first to the last, and large', async () => {
    const names = Array.from({ length: 9_000 }, (_, index) => `नाम ${index} 😀`);
    const rows = names.map((name, index) =>
      row(index + 2, text(`A${index + 2}`, `98765${index}`), text(`B${index + 2}`, name)),
    );
    const parts = Object.entries(workbookParts(HEADER + rows.join(''))).map(
      ([name, part]) =>
        [name, Buffer.from(`\ufeff${part.toString().replace('UTF-8', 'UTF-16')}`, 'utf16le')] as const,
    );
    const read = await readRows(await scratch.file(await zipOf(Object.fromEntries(parts))));
    expect(read.slice(1).map(([, name]) => name)).toEqual(names);
  });

  it.each([
    ['no declaration', Buffer.from(plain('José'), 'latin1')],
    ['a declaration of UTF-8', Buffer.from(declared('UTF-8', 'José'), 'latin1')],
    [
      'a letter that is cut at its end',
      Buffer.from('<sst><si><t>PhoneNumber</t></si><si><t>x</t></si></sst>é').subarray(0, -1),
    ],
  ])('or refused where they have %s and are not UTF-8', async (_, strings) => {
    const { outcome } = rejected(await scratch.check(await workbookOf(strings)));
    expect(outcome.message).toContain('is not in UTF-8');
  });

  it.each([
    ['utf_8', Buffer.from(declared('utf_8', 'Jose'))],
    ['cp437', Buffer.from(declared('cp437', 'Jose'))],
    ['UTF-7', Buffer.from(declared('UTF-7', 'Jose'))],
    ['x-klingon', Buffer.from(declared('x-klingon', 'Jose'))],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0])],
    ['EBCDIC', Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93])],
  ])('or refused by the name of the encoding: %s', async (name, strings) => {
    expect(rejected(await scratch.check(await workbookOf(strings))).outcome).toMatchObject({
      code: 'file_not_a_contact_file',
      message: expect.stringContaining(`encoded in ${name}`),
    });
  });

  const workbookOf = (strings: Buffer) =>
    zipOf({
      ...workbookParts(
        row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>') + row(2, text('A2', '98765')),
      ),
      'xl/sharedStrings.xml': strings,
    });
});
