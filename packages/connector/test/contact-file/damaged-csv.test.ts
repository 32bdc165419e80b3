import { accepted, createScratch, readRows, rejected, sent, type Scratch } from './checking';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

const MARK = '\uFEFF';
const CTRL_Z = '\x1A';
const HEADER = 'PhoneNumber,Name\r\n';
const ASHA = '9845012345,Asha\r\n';

async function messageOf(content: string | Buffer): Promise<string> {
  const { outcome } = rejected(await scratch.check(content));
  expect(outcome).toMatchObject({ code: 'file_not_a_contact_file' });
  return outcome.message;
}

describe('a quoted cell that spans a line break and has text behind its closing quote is refused, as contacts may be lost in it', () => {
  it.each([
    ['with line feeds', '9845012345,"Asha\n9845012346,Ravi\n9845012347,"Mira\n', 'row 1 (line 2)'],
    ['with carriage returns and line feeds', '9845012345,"Asha\r\n9845012346,"Ravi\r\n', 'row 1 (line 2)'],
    ['with carriage returns alone', '9845012345,"Asha\r9845012346,"Ravi\r', 'row 1 (line 2)'],
    ['at the end of the file', `${ASHA}9845012346,"Ravi\r\n9845012347,"Mira`, 'row 2 (line 3)'],
    ['with spaces before the text', '9845012345,"Asha\n9845012346," Mira\n', 'row 1 (line 2)'],
    ['with another quoted text behind', '9845012345,"Asha\n9845012346" "Mira"\n', 'row 1 (line 2)'],
    ['with a letter of many bytes behind', '9845012345,"Asha\n9845012346,"आशा\n', 'row 1 (line 2)'],
    ['with text behind a tab', '9845012345,"Asha\r9845012346,"\tMira\r', 'row 1 (line 2)'],
    ['with an apostrophe behind', `9845012345,"Asha\n9845012346,"'\n`, 'row 1 (line 2)'],
    ['with blank lines inside', '9845012345,"Asha\n\n\r\n9845012346,"Mira"\n', 'row 1 (line 2)'],
    ['in the last column of many', `9845012345,"A","B",,"C\n9845012346,D,"E"\n`, 'row 1 (line 2)'],
    ['with doubled quotes inside', '9845012345,"Asha ""x""\n9845012346,"Mira\n', 'row 1 (line 2)'],
  ])('%s', async (_, rows, where) => {
    expect(await messageOf(HEADER + rows)).toContain(`in ${where} a quote`);
  });

  it.each([';', '\t', '|'])('between %j', async (delimiter) => {
    const text = 'PhoneNumber;Name\n9845012345;"Asha\n9845012346;"Mira\n';
    expect(await messageOf(text.replaceAll(';', delimiter))).toContain('row 1');
  });

  it('where it spans the pieces in which a file is read', async () => {
    const rows = ASHA.repeat(20_000) + `9845012346,"Ravi\r\n${ASHA.repeat(9_000)}9845012347,"Mira\r\n`;
    expect(await messageOf(HEADER + rows)).toContain('in row 20001 (line 20002) a quote');
  });

  it('in the header', async () => {
    expect(await messageOf('PhoneNumber,"Name\n9845012345,"Asha\n')).toContain('in the header a quote');
  });
});

it.each([
  ['text behind a quote on the same line', '"42 inch" TV', '42 inch TV'],
  ['a line break inside quotes', '"Asha\nRao"', '"Asha\nRao"'],
  ['spaces behind the closing quote of two lines', '"Asha\nRao"  ', '"Asha\nRao  "'],
  [
    'what nobody sees behind the closing quote of two lines',
    '"Asha\nRao"\u00a0\u200b',
    '"Asha\nRao\u00a0\u200b"',
  ],
  ['a line separator, which is not a line break, inside quotes', '"Asha\u2028Rao" x', 'Asha\u2028Rao x'],
  ['quotes inside an unquoted cell', 'A "B" C', '"A ""B"" C"'],
])('%s stays what it is', async (_, cell, written) => {
  const text = await sent(await scratch.check(`PhoneNumber,Name\n9845012345,${cell}\n\n`));
  expect(text.replaceAll('\r\n', '\n')).toBe(`PhoneNumber,Name\n9845012345,${written}\n`);
  expect(accepted(await scratch.check(`PhoneNumber,Name\n9845012345,${cell}\n`)).counts.rows).toBe(1);
});

describe('marks and fillings that programs put around a text are not part of it:', () => {
  const expected = HEADER + ASHA;
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  it.each<[string, string | Buffer]>([
    ['two byte order marks', MARK + MARK + HEADER + ASHA],
    ['three byte order marks and quotes', `${MARK.repeat(3)}"PhoneNumber","Name"\r\n"9845012345","Asha"\r\n`],
    ['two marks in UTF-16', utf16(MARK + MARK + HEADER + ASHA)],
    ['two marks in UTF-16, most significant byte first', utf16(MARK + MARK + HEADER + ASHA).swap16()],
    ['two marks before sep=', `${MARK}${MARK}sep=;\r\nPhoneNumber;Name\r\n9845012345;Asha\r\n`],
    ['a quoted sep=', `${MARK}"sep=;"\r\nPhoneNumber;Name\r\n9845012345;Asha\r\n`],
    ['sep= on a line of an old Mac', 'sep=;\rPhoneNumber;Name\r9845012345;Asha\r'],
    ['a mark inside a quoted sep=', `"${MARK}sep=;"\r\nPhoneNumber;Name\r\n9845012345;Asha\r\n`],
    ['sep= that is filled up as other lines are', 'sep=;;\nPhoneNumber;Name\n9845012345;Asha\n'],
    [
      'marks before and behind sep= in UTF-16',
      utf16(`${MARK}sep=\t\r\n${MARK}PhoneNumber\tName\r\n9845012345\tAsha`),
    ],
    ['a mark that was taken for Windows-1252', `ï»¿PhoneNumber,Name\r\n${ASHA}`],
    ['marks inside and outside quotes', `${MARK}"${MARK}PhoneNumber",${MARK}Name\r\n${ASHA}`],
    ['a mark behind blank lines of delimiters', `${MARK},\r\n\r\n${MARK}${HEADER}${ASHA}`],
    ['a mark the wrong way round', `"\ufffePhoneNumber",Name\r\n${ASHA}`],
    ['a mark on the last line', `${HEADER}${ASHA}${MARK}`],
    ['a mark behind a blank line', `\r\n${MARK}"PhoneNumber","Name"\r\n${ASHA}`],
    ['a mark inside the quotes of the header', `"${MARK}PhoneNumber",Name\r\n${ASHA}`],
    ['a mark before a row', `${HEADER}${MARK}"9845012345",Asha\r\n`],
    ['Ctrl-Z on a line of its own', HEADER + ASHA + CTRL_Z],
    ['several of them', HEADER + ASHA + CTRL_Z.repeat(100)],
    ['Ctrl-Z with a line end', `${HEADER}${ASHA}${CTRL_Z}\r\n`],
    ['Ctrl-Z behind the last cell and a line end', `${HEADER}9845012345,Asha${CTRL_Z}\r\n`],
    ['Ctrl-Z behind a quoted cell and line ends', `${HEADER}9845012345,"Asha"${CTRL_Z}\n\n`],
    ['Ctrl-Z behind a quoted cell and that of an old Mac', `PhoneNumber,Name\r9845012345,"Asha"${CTRL_Z}\r`],
    ['Ctrl-Z behind each record', `PhoneNumber,Name${CTRL_Z}\r\n9845012345,Asha${CTRL_Z}\r\n`],
    ['Ctrl-Z and line ends in turns', `${HEADER}${ASHA}${`${CTRL_Z}\r\n`.repeat(9)}`],
    ['Ctrl-Z among spaces', `${HEADER}${ASHA} ${CTRL_Z} \r\n`],
    ['Ctrl-Z, a line end and zero bytes', `${HEADER}${ASHA}${CTRL_Z}\r\n${'\0'.repeat(100)}`],
    ['zero bytes and a line end', `${HEADER}${ASHA}${'\0'.repeat(100)}\r\n`],
    ['Ctrl-Z and zero bytes in UTF-16', utf16(`${MARK}${HEADER}${ASHA}${CTRL_Z}\0\0\r\n`)],
    ['Ctrl-Z behind the last cell', `${HEADER}9845012345,Asha${CTRL_Z}`],
    ['Ctrl-Z behind a quoted cell', `${HEADER}9845012345,"Asha"${CTRL_Z}`],
    ['Ctrl-Z before a row, as where two files were put together', `${HEADER}${CTRL_Z}${ASHA}`],
    ['zero bytes at the end', `${HEADER}${ASHA}${'\0'.repeat(600)}`],
    ['Ctrl-Z and zero bytes', `${HEADER}${ASHA}${CTRL_Z}${'\0'.repeat(5000)}`],
    ['Ctrl-Z in UTF-16', utf16(MARK + HEADER + ASHA + CTRL_Z)],
    ['Ctrl-Z of one byte behind UTF-16', Buffer.concat([utf16(MARK + HEADER + ASHA), Buffer.from(CTRL_Z)])],
  ])('%s', async (_, content) => {
    const checked = await scratch.check(content);
    expect(accepted(checked).counts).toMatchObject({ rows: 1, valid: 1 });
    expect(await sent(checked)).toBe(expected);
  });

  it('a mark before a header that Ozonetel does not know is not sent', async () => {
    const plain = await scratch.check(`${MARK}${MARK}Lead,PhoneNumber\r\n7,9845012345\r\n`);
    expect(await sent(plain)).toBe('Lead,PhoneNumber\r\n7,9845012345\r\n');
    const quoted = await scratch.check(`"${MARK}Lead",PhoneNumber\r\n7,9845012345\r\n`);
    expect(await sent(quoted)).toBe('Lead,PhoneNumber\r\n7,9845012345\r\n');
  });

  it('Ctrl-Z behind the last record of a large text is dropped', async () => {
    const rows = ASHA.repeat(30_000).slice(0, -2);
    for (const end of [`${CTRL_Z}\r\n`, `\r\n${CTRL_Z}\r\n`, `${CTRL_Z}\r\n\0\0\r\n`]) {
      const checked = await scratch.check(HEADER + rows + end);
      expect(accepted(checked).counts).toMatchObject({ rows: 30_000, valid: 30_000 });
      expect(await sent(checked)).toBe(`${HEADER}${rows}\r\n`);
    }
  });

  it('Ctrl-Z within a cell is kept, and is named where it makes a phone number invalid', async () => {
    const { problems } = rejected(await scratch.check(`${HEADER}98450${CTRL_Z}12345,Asha\r\n`));
    expect(problems[0]!.message).toContain('U+001A');
  });

  it('a file with a zero byte before more text is not read as text', async () => {
    expect(await messageOf(`${HEADER}${ASHA}\0${ASHA}`)).toContain('neither text nor a spreadsheet');
    const late = HEADER + ASHA.repeat(10_000);
    expect(await messageOf(`${late}\0${ASHA}`)).toContain('neither text nor a spreadsheet');
  });
});

describe('characters that nobody sees', () => {
  const UNSEEN = [
    0x00a0, 0x00ad, 0x061c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2003, 0x202a, 0x202b, 0x202c,
    0x202d, 0x202e, 0x202f, 0x2060, 0x2063, 0x2066, 0x2069, 0x3000, 0x3164, 0x2800, 0xfe0f, 0xfeff, 0xe0020,
    0x0085, 0x0009, 0x034f, 0x115f, 0x206f, 0x2028, 0xfff9, 0xfffe, 0xffa0, 0x1d173, 0xe0100,
  ].map(
    (code) => [`U+${code.toString(16).toUpperCase().padStart(4, '0')}`, String.fromCodePoint(code)] as const,
  );

  it.each(UNSEEN)('%s does not keep a header from being recognised', async (_, character) => {
    const header = `"${character}Phone${character}Number${character}","${character}Name","Agent${character}Id","Skill${character}"`;
    const checked = await scratch.check(`${header}\n9845012345,Asha,a1,s1\n`);
    expect((await sent(checked)).split('\r\n')[0]).toBe('PhoneNumber,Name,AgentId,Skill');
  });

  it.each(UNSEEN)('%s does not keep a header from being mapped', async (_, character) => {
    const content = `"Mobile${character}No",City\n9845012345,Pune\n`;
    const checked = await scratch.check(content, { columns: { MobileNo: 'PhoneNumber' } });
    expect((await sent(checked)).split('\r\n')[0]).toBe('PhoneNumber,City');
  });

  it.each(UNSEEN)('%s does not make a row', async (_, character) => {
    const checked = await scratch.check(`${HEADER}${ASHA}"${character}","${character}"\r\n`);
    expect(accepted(checked).counts).toMatchObject({ rows: 1, valid: 1 });
  });

  it.each(UNSEEN)('%s is named where it makes a phone number invalid', async (point, character) => {
    const checked = rejected(await scratch.check(`${HEADER}"98450${character}12345",Asha\r\n`));
    expect(checked.problems).toMatchObject([{ row: 1, code: 'invalid_phone_number' }]);
    expect(checked.problems[0]!.message).toContain(point);
  });

  it.each(UNSEEN)('%s is named where it is all of a phone number', async (point, character) => {
    const checked = rejected(await scratch.check(`${HEADER}"${character}",Asha\r\n`));
    expect(checked.problems[0]!.message).toMatch(`The phone number is missing. It has ${point}`);
  });

  it('are named where a phone number has no digit that Ozonetel knows', async () => {
    const checked = rejected(await scratch.check(`${HEADER}\u202a९८४५०\u202c,Asha\r\n`));
    expect(checked.problems[0]!.message).toContain('U+202A');
  });

  it('are named where they keep an agent from being found in the list', async () => {
    const checked = rejected(
      await scratch.check('PhoneNumber,AgentId\n9845012345,a1\u200b\n', { agentIds: ['a1'] }),
    );
    expect(checked.problems[0]!.message).toContain('U+200B (zero width space)');
  });
});

describe('a text in UTF-16 without a byte order mark is read', () => {
  it.each([
    ['with Hindi names', 'PhoneNumber,Name\r\n9845012345,आशा\r\n'],
    ['with a Hindi header first', 'नाम,PhoneNumber\r\nआशा,9845012345\r\n'],
    ['of many letters', `PhoneNumber,पता\r\n9845012345,${'मुंबई-महाराष्ट्र'.repeat(8)}\r\n`],
  ])('%s', async (_, content) => {
    for (const bytes of [Buffer.from(content, 'utf16le'), Buffer.from(content, 'utf16le').swap16()]) {
      expect(await sent(await scratch.check(bytes))).toBe(content);
    }
  });

  it.each(['abc\0', 'PhoneNumber\n98\0\0\0', 'PhoneNumber\n9845012345\n\0'])(
    'but not a text that ends with zero bytes: %j',
    async (content) => {
      const checked = await scratch.check(content);
      expect(checked.columns.map(({ source }) => source)).toEqual([content.split(/[\n\0]/, 1)[0]]);
    },
  );
});

it.each(['ï»¿"Lead","PhoneNumber"\n"a","98"\n', 'ï»¿sep=;\nLead;PhoneNumber\na;98\n'])(
  'a byte order mark that was written as letters is none of the first cell: %j',
  async (content) => {
    expect(await sent(await scratch.check(content))).toBe('Lead,PhoneNumber\r\na,98\r\n');
  },
);

describe('a text whose lines end with a character that is not a line break in CSV', () => {
  const lines = (end: string, count = 2) =>
    [
      'PhoneNumber,Name',
      ...Array.from({ length: count }, (_, index) => `${9_845_012_345 + index},Asha`),
      '',
    ].join(end);
  it.each<[string, string | Buffer]>([
    ['next line', lines('\u0085')],
    ['line separator', lines('\u2028')],
    ['line separator, in UTF-16', Buffer.from(`\ufeff${lines('\u2028')}`, 'utf16le')],
    ['paragraph separator, in quotes', lines('\u2029').replaceAll(/[^,\u2029]+/g, '"$&"')],
    ['form feed, with semicolons', lines('\f').replaceAll(',', ';')],
    ['line tabulation, of one column', lines('\v').replaceAll(/,\w+/g, '')],
    ['line separator, and a line break at its end', `${lines('\u2028')}\n`],
    ['line separator, of more columns than a spreadsheet has', lines('\u2028', 20_000)],
    ['line separator, of more bytes than a record has', lines('\u2028', 100_000)],
  ])('is refused with what to do: %s', async (_, content) => {
    const { outcome } = rejected(await scratch.check(content));
    expect(outcome.code).toBe('file_not_a_contact_file');
    expect(outcome.message).toMatch(
      /its lines end with a character .* Save it with the line ends CRLF or LF\./,
    );
  });

  it('is read where such a character is part of a name or of a cell', async () => {
    const content = '"Phone\u2028Number",Note\n9845012345,"call\u20289845012346"\n';
    const checked = await scratch.check(content, { columns: { 'Phone\u2028Number': 'PhoneNumber' } });
    expect(await sent(checked)).toBe('PhoneNumber,Note\r\n9845012345,call\u20289845012346\r\n');
  });
});

describe('a text that is not quite UTF-8 keeps its other letters:', () => {
  const mixed = (...parts: (string | number)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));
  it.each([
    ['one letter and one broken byte', mixed(HEADER, '1,José\r\n2,Mir', 0xe9, '\r\n'), 'José', 'Mir\ufffd'],
    ['a letter that is cut at the end', mixed(HEADER, '1,आशा\r\n2,Mir', 0xe0, 0xa4), 'आशा', 'Mir\ufffd'],
    ['a broken byte between quotes', mixed(HEADER, '1,"आ,शा"\r\n2,"Mir', 0x93, '"\r\n'), 'आ,शा', 'Mir\ufffd'],
    [
      'broken letters of before',
      mixed(HEADER, '1,आशा\ufffd\ufffd\ufffd\r\n2,Mir', 0xff, '\r\n'),
      'आशा\ufffd\ufffd\ufffd',
      'Mir\ufffd',
    ],
    [
      'nothing but broken letters of before',
      mixed(HEADER, '1,\ufffd\r\n2,Mir', 0xff, '\r\n'),
      '\ufffd',
      'Mir\ufffd',
    ],
    ['half an emoji', mixed(HEADER, '1,😀\r\n2,Mir', 0xf0, 0x9f, '\r\n'), '😀', 'Mir\ufffd'],
    [
      'a broken byte in the header',
      mixed('PhoneNumber,Name,Stra', 0xdf, 'e\r\n1,आशा\r\n2,Mira\r\n'),
      'आशा',
      'Mira',
    ],
    ['a broken byte before a mark', mixed(MARK, HEADER, '1,Jose\r\n2,Mir', 0xe9), 'Jose', 'Mir\ufffd'],
  ])('%s', async (_, content, first, second) => {
    const rows = await readRows(await scratch.file(content));
    expect(rows.slice(1).map(([, name]) => name)).toEqual([first, second]);
  });

  it('a text in Windows-1252 is read as such although two of its letters are valid UTF-8', async () => {
    const content = Buffer.from(`${HEADER}1,Ã©\r\n2,Mirá\r\n3,José\r\n`, 'latin1');
    expect((await readRows(await scratch.file(content))).slice(1)).toEqual([
      ['1', 'Ã©'],
      ['2', 'Mirá'],
      ['3', 'José'],
    ]);
  });
});
