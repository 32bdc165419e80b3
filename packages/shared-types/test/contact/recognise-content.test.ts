import { recogniseContent, refusalOf } from '../../src';

/** The beginning of an archive, up to the bytes of its first entry. */
function archiveOf(name: string, content = ''): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name + content)]);
}

test.each([
  ['[Content_Types].xml', 'xlsx'],
  ['xl/embeddings/Sheet1.xlsx', 'xlsx'],
  ['mimetype', 'xlsx'],
  ['Index/Document.iwa', 'other-spreadsheet'],
  ['preview-micro.jpg', 'other-spreadsheet'],
  ['contacts.csv', 'archive'],
  ['March/Leads.XLSX', 'archive'],
] as const)('an archive that begins with %s is recognised as %s', (name, content) => {
  expect(recogniseContent(archiveOf(name))).toBe(content);
});

test('an archive that is cut off within its first header is a damaged workbook', () => {
  expect(recogniseContent(archiveOf('contacts.csv').subarray(0, 20))).toBe('xlsx');
});

test('a spreadsheet of LibreOffice is refused by its name, with what to do', () => {
  const content = recogniseContent(archiveOf('mimetype', 'application/vnd.oasis.opendocument.spreadsheetPK'));
  expect(refusalOf(content)).toMatch(/LibreOffice .* export it as .xlsx or CSV/);
});

test.each([
  ['HTML in UTF-16', Buffer.from('\uFEFF<html><table><tr><td>PhoneNumber', 'utf16le')],
  [
    'XML in UTF-16, most significant byte first',
    Buffer.from('\uFEFF<?xml version="1.0"?>', 'utf16le').swap16(),
  ],
  ['HTML in UTF-16 without a mark', Buffer.from('<html><table><tr><td>PhoneNumber', 'utf16le')],
  ['a single-file web page', Buffer.from('MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n')],
  ['a heading', Buffer.from('<h1>403 Forbidden</h1>')],
  ['an element of its own', Buffer.from('\n<my-app></my-app><script src="app.js"></script>')],
  ['an empty element', Buffer.from('<br/>Please sign in')],
  ['XML with a prefix', Buffer.from('<ss:Workbook xmlns:ss="urn">')],
])('%s is a web page', (_, beginning) => expect(recogniseContent(beginning)).toBe('page'));

test.each([
  ['an error in the place of a file', '{"error": "not found"}'],
  ['a list of contacts', '\uFEFF[\n  {\n    "PhoneNumber": "9876543210"\n  }\n]'],
  ['a contact in each line', '{"PhoneNumber":"9876543210"}\n{"PhoneNumber":"9876543211"}\n'],
  ['a table as lists', '[["PhoneNumber","Name"],["9876543210","Asha"]]'],
  ['an empty list', '[]'],
  ['a key with a quote in it', String.raw`{"a \"key\"": 1}`],
])('%s is recognized as JSON', (_, text) => {
  expect(recogniseContent(Buffer.from(text))).toBe('json');
  expect(recogniseContent(Buffer.from(text, 'utf16le'))).toBe('json');
});

test.each([
  '<PhoneNumber>,<Name>\n9876543210,Asha\n',
  '<919876543210>,Asha\n',
  '[PhoneNumber],[Name]\n9876543210,Asha\n',
  '{PhoneNumber},{Name}\n9876543210,Asha\n',
  '"PhoneNumber","Name"\n9876543210,Asha\n',
  '"{""id"": 1}",PhoneNumber\n',
  '[1] PhoneNumber,Name\n',
])('a header like %j is CSV', (text) => expect(recogniseContent(Buffer.from(text))).toBe('csv'));

test.each([
  [
    'contact cards',
    Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nTEL:9876543210\r\n'),
    /contact cards \(\.vcf\)/,
  ],
  ['a text document', Buffer.from(String.raw`{\rtf1\ansi PhoneNumber`), /text document \(\.rtf\)/],
  [
    'a workbook with a byte order mark before it',
    Buffer.concat([Buffer.from('\uFEFF'), archiveOf('[Content_Types].xml')]),
    /extra bytes before the \.xlsx data/,
  ],
  [
    'a workbook after the warning of a script',
    Buffer.concat([Buffer.from('\r\nWarning: x\r\n'), archiveOf('xl/workbook.xml')]),
    /extra bytes before the \.xlsx data/,
  ],
])('%s is refused with what to do', (_, beginning, says) => {
  expect(refusalOf(recogniseContent(beginning))).toMatch(says);
});
