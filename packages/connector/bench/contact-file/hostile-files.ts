import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { cell, HEADER, inSheet, writeBook, writeText, writeZip, type Pieces } from './hostile-pieces';

const MEGABYTE = 1024 * 1024;

/** A file that nobody can want to send, and the floor that it is measured against. */
export interface HostileFile {
  readonly name: string;
  readonly floor: 'scan for commas' | 'inflate only';
  readonly make: (path: string) => Promise<void>;
}

const COLUMNS = Array.from({ length: 10_000 }, (_, column) => `Column ${column}`);

const text = (name: string, pieces: Pieces): HostileFile => ({
  name: `CSV, ${name}`,
  floor: 'scan for commas',
  make: (path) => writeText(path, pieces),
});

const book = (name: string, parts: Readonly<Record<string, Pieces>>): HostileFile => ({
  name: `XLSX, ${name}`,
  floor: 'inflate only',
  make: (path) => writeBook(path, parts),
});

const sheet = (name: string, data: Pieces): HostileFile =>
  book(name, { 'xl/worksheets/sheet1.xml': inSheet(data) });

const SHARED = (index: number) => `<c t="s"><v>${index}</v></c>`;
const BEGINNING = '<sst><si><t>PhoneNumber</t></si><si><t>';
const END = '</t></si></sst>';

/** Phone numbers that a hash of their halves alone puts on one place: all have the same exclusive or. */
const COLLIDING = Array.from({ length: 200_000 }, (_, high) => high * 2 ** 32 + ((high ^ 0x1234567) >>> 0));

/** Every file is larger than it looks, longer than anyone could wait for, or made to confuse a reader. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  text('a quote that is not closed, 200 MB', [['PhoneNumber,Name\n98765,"'], ['Asha,Ravi\n', 20 * MEGABYTE]]),
  text('a cell of 100 MB', [['PhoneNumber,Name\n98765,'], ['A', 100 * MEGABYTE]]),
  text('a header of 100 MB', [['PhoneNumber'], ['A', 100 * MEGABYTE]]),
  text('10,000 columns', [[`PhoneNumber,${COLUMNS.join(',')}\n`], [`98765${','.repeat(10_000)}\n`, 10_000]]),
  text('a record of 100 million cells', [['PhoneNumber\n'], [',', 100 * MEGABYTE]]),
  text('quotes alone, 100 MB', [['PhoneNumber\n'], ['"', 100 * MEGABYTE - 1]]),
  text('blank lines, 200 MB', [['\n', 200 * MEGABYTE]]),
  text('blank lines behind the header, 200 MB', [['PhoneNumber\n'], [' , \r\n', 40 * MEGABYTE]]),
  text('zero bytes, 200 MB', [['PhoneNumber\n98765\n'], ['\0', 200 * MEGABYTE]]),
  text('UTF-16 without an end, 100 MB', [
    [Buffer.from('\uFEFFPhone', 'utf16le')],
    [Buffer.from('Ā', 'utf16le'), 50 * MEGABYTE],
  ]),
  text('25 million rows that are all wrong, 50 MB', [['PhoneNumber\n'], ['#\n', 25 * MEGABYTE]]),
  text('records of a megabyte, 200 MB', [['PhoneNumber\n'], [`98765${',x'.repeat(500_000)}\n`, 200]]),
  text('half a megabyte of quotes in cells of rows that are wrong', [
    ['PhoneNumber,Note\n'],
    [`#,;${"'".repeat(MEGABYTE / 2)}\n`, 20],
  ]),
  text('200,000 phone numbers made to collide', [['PhoneNumber\n#\n'], [COLLIDING.join('\n')]]),
  text('an old Excel file, 50 MB', [[Buffer.from('d0cf11e0a1b11ae1', 'hex')], ['\0', 50 * MEGABYTE]]),
  text('a web page, 50 MB', [['<!doctype html><title>Sign in</title>'], ['<p>', 17 * MEGABYTE]]),
  sheet('10,000 columns', [
    [`<row r="1">${COLUMNS.map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`).join('')}</row>`],
    [`<row>${'<c><v>1</v></c>'.repeat(10_000)}</row>`, 1000],
  ]),
  sheet('a cell of 100 MB', [
    [`${HEADER}<row r="2"><c r="A2" t="inlineStr"><is><t>`],
    ['A', 100 * MEGABYTE],
    ['</t></is></c></row>'],
  ]),
  sheet('a row that does not end', [[`${HEADER}<row r="2">`], [cell('A2', '98765'), 3 * MEGABYTE]]),
  sheet('blank rows, 5 million', [[HEADER], ['<row/>', 5 * MEGABYTE]]),
  sheet('rows of blank cells, 200 MB', [[HEADER], [`<row>${'<c/>'.repeat(1000)}</row>`, 50_000]]),
  sheet('rows of almost 4 MB', [
    [HEADER],
    [`<row>${cell('A', '#')}${'<c><v>1</v></c>'.repeat(10_000)}${' '.repeat(3.7 * MEGABYTE)}</row>`, 100],
  ]),
  sheet('elements nested 20 million deep', [[HEADER], ['<x>', 20 * MEGABYTE], ['</x>', 20 * MEGABYTE]]),
  sheet('comments, 200 MB', [['<!---->', 30 * MEGABYTE]]),
  sheet('a comment that does not end, 200 MB', [['<!-- '], ['-', 200 * MEGABYTE]]),
  sheet('pieces of CDATA, 200 MB', [
    [`${HEADER}<row>`],
    [`<c t="inlineStr"><is><t>${'<![CDATA[9]]>'.repeat(10_000)}</t></is></c>`, 1500],
    ['</row>'],
  ]),
  sheet('a million rows that are all wrong', [[HEADER], [`<row>${cell('', '#')}</row>`, 1_048_000]]),
  sheet('a cell in column XFD in 5,000 rows', [[HEADER], [`<row>${cell('XFD', '1')}</row>`, 5000]]),
  sheet('cells in columns A and XFD in a million rows', [
    [HEADER],
    [`<row>${cell('A', '98765')}${cell('XFD', '1')}</row>`, 1_048_000],
  ]),
  book('a text of 200 kB as the phone number of a million rows', {
    'xl/sharedStrings.xml': [[BEGINNING], ['9', 200_000], [END]],
    'xl/worksheets/sheet1.xml': inSheet([
      [`<row>${SHARED(0)}</row>`],
      [`<row>${SHARED(1)}</row>`, 1_000_000],
    ]),
  }),
  book('200 kB of spaces as the phone number of a million rows', {
    'xl/sharedStrings.xml': [[BEGINNING], [' ', 200_000], [END]],
    'xl/worksheets/sheet1.xml': inSheet([
      [`<row>${SHARED(0)}</row>`],
      [`<row>${SHARED(1)}</row>`, 1_000_000],
    ]),
  }),
  book('a text of 30 kB in 39 cells of 100,000 rows that are all wrong', {
    'xl/sharedStrings.xml': [[BEGINNING], ['A', 30_000], [END]],
    'xl/worksheets/sheet1.xml': inSheet([
      [`<row>${SHARED(0)}</row>`],
      [`<row><c/>${SHARED(1).repeat(39)}</row>`, 100_000],
    ]),
  }),
  book('50,000 sheets and as many relationships', {
    'xl/workbook.xml': [
      ['<workbook><sheets>'],
      ['<sheet name="a" state="hidden" r:id="x"/>', 50_000],
      ['</sheets></workbook>'],
    ],
    'xl/_rels/workbook.xml.rels': [
      ['<Relationships>'],
      ['<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>', 50_000],
      ['</Relationships>'],
    ],
  }),
  book('a number format of a megabyte of brackets', {
    'xl/styles.xml': [
      ['<styleSheet><numFmts><numFmt numFmtId="200" formatCode="'],
      ['[', MEGABYTE - 1000],
      ['"/></numFmts></styleSheet>'],
    ],
  }),
  book('a shared string of 100 MB', {
    'xl/sharedStrings.xml': [['<sst><si><t>'], ['A', 100 * MEGABYTE], ['</t></si></sst>']],
  }),
  book('shared strings that nobody uses, 500 MB', {
    'xl/sharedStrings.xml': [['<sst>'], [`<si><t>${'A'.repeat(490)}</t></si>`, MEGABYTE], ['</sst>']],
  }),
  book('empty shared strings, 500 MB', {
    'xl/sharedStrings.xml': [['<sst>'], ['<si/>', 100 * MEGABYTE], ['</sst>']],
  }),
  book('rich text of a million runs in every string', {
    'xl/sharedStrings.xml': [['<sst>'], [`<si>${'<r><t>A</t></r>'.repeat(60_000)}</si>`, 200], ['</sst>']],
  }),
  book('a tag of 100 MB', { 'xl/workbook.xml': [['<workbook x="'], ['A', 100 * MEGABYTE], ['"/>']] }),
  book('sheets with names of half a megabyte, 400 MB', {
    'xl/workbook.xml': [
      ['<workbook><sheets>'],
      [`<sheet name="${'A'.repeat(MEGABYTE / 2)}" r:id="r1"/>`, 800],
      ['</sheets></workbook>'],
    ],
  }),
  book('relationships, 400 MB', {
    'xl/_rels/workbook.xml.rels': [
      ['<Relationships>'],
      ['<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>', 5 * MEGABYTE],
      ['</Relationships>'],
    ],
  }),
  book('styles that nobody uses, 400 MB', {
    'xl/styles.xml': [['<styleSheet><fonts>'], ['<font/>', 55 * MEGABYTE], ['</fonts></styleSheet>']],
  }),
  book('a bomb that declares itself, 1 GB', { 'xl/media/image1.png': [['\0', 1024 * MEGABYTE]] }),
  { name: 'XLSX, a bomb that declares little, 500 MB', floor: 'scan for commas', make: makeLyingBomb },
  { name: 'XLSX, cut off in the middle', floor: 'scan for commas', make: makeCutOff },
  {
    name: 'XLSX, 60,000 entries',
    floor: 'inflate only',
    make: (path) =>
      writeZip(path, Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`${index}`, []]))),
  },
];

async function makeCutOff(path: string): Promise<void> {
  await writeBook(path, {
    'xl/worksheets/sheet1.xml': inSheet([[HEADER], [`<row>${cell('', '98765')}</row>`, MEGABYTE]]),
  });
  await truncate(path, Math.floor((await stat(path)).size / 2));
}

/** Its directory says a hundred bytes where there are hundreds of millions. */
async function makeLyingBomb(path: string): Promise<void> {
  await writeBook(path, {
    'xl/worksheets/sheet1.xml': inSheet([[HEADER], [`<row>${cell('', '98765')}</row>`, 10 * MEGABYTE]]),
  });
  const bytes = await readFile(path);
  bytes.writeUInt32LE(100, bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46 + 24);
  await writeFile(path, bytes);
}
