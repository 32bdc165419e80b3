import { ContactsCsv } from '../../src/contact-file/write/contacts-csv';
import { accepted, createScratch, rejected, rejectedCsv, type Scratch, sent } from './checking';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

describe('a CSV file with nothing to change', () => {
  it('is sent byte for byte, from where it lies', async () => {
    const checked = accepted(await scratch.check('PhoneNumber,Name\n9876543210,Asha\n9876543211,"Ravi, K"'));
    expect(checked.counts).toEqual({ rows: 2, valid: 2, invalid: 0, duplicates: 0, hidden: 0, sent: 0 });
    expect(checked.parts).toEqual([{ number: 1, format: 'csv', firstRow: 1, lastRow: 2, rows: 2 }]);
    expect(checked.problems).toEqual([]);
    expect(checked.rejected).toBeUndefined();
  });
});

describe('a CSV file in another format is written as Ozonetel is to get it', () => {
  const expected = 'PhoneNumber,Name\r\n9876543210,Ashä\r\n9876543211,Ravi\r\n';
  const plain = 'PhoneNumber,Name\n9876543210,Ashä\n9876543211,Ravi\n';
  it.each([
    ['a byte order mark', Buffer.from(`\uFEFF${plain}`)],
    ['semicolons', Buffer.from(plain.replaceAll(',', ';'))],
    ['tabs', Buffer.from(plain.replaceAll(',', '\t'))],
    ['pipes', Buffer.from(plain.replaceAll(',', '|'))],
    ['blank columns beyond the fortieth', Buffer.from(plain.replaceAll('\n', `${','.repeat(50)}\n`))],
    ["Excel's sep line", Buffer.from(`sep=;\r\n${plain.replaceAll(',', ';')}`)],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${plain}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(plain.replace('ä', 'ä'), 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${plain}`, 'utf16le').swap16()],
    ['Windows-1252', Buffer.from(plain, 'latin1')],
    ['blank lines', Buffer.from(`\n\n${plain.replace('Ashä\n', 'Ashä\n\n , \n')}\n\n`)],
    ['line ends of old Macs', Buffer.from(plain.replaceAll('\n', '\r'))],
    ['headers spelled otherwise', Buffer.from(plain.replace('PhoneNumber,Name', 'phone_number,NAME'))],
  ])('%s', async (_, content) => {
    const checked = await scratch.check(content);
    expect(await sent(checked)).toBe(expected);
    expect(accepted(checked).counts.rows).toBe(2);
  });
});

describe('a CSV file in Windows-1252 of which some letters and signs are UTF-8 by chance', () => {
  it.each<[string, string, string]>([
    ['a capital and an apostrophe', 'REN\xc9\x92S,Jos\xe9', 'RENÉ’S,José'],
    ['several of them', 'REN\xc9\x92S \x93CAF\xc9\x94,Jos\xe9', 'RENÉ’S “CAFÉ”,José'],
    ['a small letter and two signs', 'ol\xe9\x85\x94,Jos\xe9', 'olé…”,José'],
    ['a sharp s and a quote', '\x84Stra\xdf\x93,Jos\xe9', '„Straß“,José'],
    ['a space that does not break', 'CAF\xc9\xa0:,\xc9', 'CAFÉ\u00a0:,É'],
  ])('is read as it was written: %s', async (_, cells, expected) => {
    const checked = await scratch.check(Buffer.from(`PhoneNumber,Name,Note\n98450,${cells}\n`, 'latin1'));
    expect(await sent(checked)).toBe(`PhoneNumber,Name,Note\r\n98450,${expected}\r\n`);
  });

  it('is told from UTF-8 with a damaged byte by a single name', async () => {
    for (const name of ['José', 'Zoë', 'Мария', 'Øst', 'Łuk', '山', '😀']) {
      const whole = Buffer.from(`PhoneNumber,Name\n98450,${name}\n98451,Jo`);
      const checked = await scratch.check(Buffer.concat([whole, Buffer.from([0xe9])]));
      expect(await sent(checked)).toBe(`PhoneNumber,Name\r\n98450,${name}\r\n98451,Jo\ufffd\r\n`);
    }
  });
});

describe('a CSV file with bytes that no encoding explains', () => {
  const cut = Buffer.from('न').subarray(0, 2);
  it.each([
    [
      'in the middle',
      '',
      Buffer.concat([cut, Buffer.from('\n9876543212,Ravi\n')]),
      '\ufffd\r\n9876543212,Ravi',
    ],
    ['at its end', '', cut, '\ufffd'],
    ['behind a byte order mark', '\uFEFF', Buffer.from([0xeb]), '\ufffd'],
  ])('%s loses those, and no other name', async (_, mark, bytes, expected) => {
    const content = Buffer.from(`${mark}PhoneNumber,Name\n9876543210,नाम\n9876543211,`);
    const checked = await scratch.check(Buffer.concat([content, bytes]));
    expect(await sent(checked)).toBe(`PhoneNumber,Name\r\n9876543210,नाम\r\n9876543211,${expected}\r\n`);
  });

  it('in a phone number: that is not a phone number', async () => {
    const content = Buffer.concat([
      Buffer.from('PhoneNumber,Name\n1,नाम\n98'),
      cut,
      Buffer.from('76,Ravi\n'),
    ]);
    expect(rejected(await scratch.check(content)).outcome.rows).toEqual([2]);
  });
});

describe('headers', () => {
  it('are mapped by columns, without regard to case and spaces', async () => {
    const checked = await scratch.check('mobile no,Full Name\n9876543210,Asha\n', {
      columns: { 'Mobile No': 'PhoneNumber', 'Full Name': 'Name' },
    });
    expect(await sent(checked)).toBe('PhoneNumber,Name\r\n9876543210,Asha\r\n');
  });

  it.each([
    ['no phone column', 'Mobile,Name\n9876543210,A\n', {}, 'phone_number_column_missing'],
    ['no AgentId', 'PhoneNumber\n1\n', { campaignType: 'agentwise' as const }, 'agent_id_column_missing'],
    ['no Skill', 'PhoneNumber\n1\n', { campaignType: 'skillwise' as const }, 'skill_column_missing'],
    ['two for one target', 'PhoneNumber,phone number\n1,2\n', {}, 'duplicate_column'],
    ['41 columns', `PhoneNumber,${'x,'.repeat(39)}y\n1\n`, {}, 'too_many_columns'],
    ['10,000 columns', `PhoneNumber${',x'.repeat(10_000)}\n1\n`, {}, 'too_many_columns'],
  ])('%s: rejected', async (_, content, rules, code) => {
    const { outcome, counts } = rejected(await scratch.check(content, rules));
    expect(outcome).toMatchObject({ status: 'error', code, source: 'check' });
    expect(counts).toBeUndefined();
  });

  it('the message does not repeat the first row when it is a contact', async () => {
    const { outcome } = rejected(await scratch.check('9876543210,Asha\n9876543211,Ravi\n'));
    expect(outcome.code).toBe('phone_number_column_missing');
    expect(outcome.message).not.toContain('9876543210');
  });
});

describe('rows', () => {
  const content =
    'PhoneNumber,Name,AgentId\n9876543210,Asha,a1\n98765#43210,Ravi,a1\n,Nobody,a1\nnone,Nobody,a1\n' +
    `9876543211,${'N'.repeat(101)},a1\n9876543212,Dev,a9\n9876543213,Uma,a2${',x'.repeat(38)}\n`;
  const rules = { campaignType: 'agentwise' as const, agentIds: ['a1', 'a2'] };

  it('that fail reject the file with every fault', async () => {
    const checked = rejected(await scratch.check(content, rules));
    expect(checked.counts).toEqual({ rows: 7, valid: 1, invalid: 6, duplicates: 0, hidden: 0, sent: 0 });
    expect(checked.outcome).toMatchObject({ code: 'invalid_phone_numbers', rows: [2, 3, 4] });
    expect(checked.outcome.message).toContain('6 of 7 rows');
    expect(checked.problems.map(({ row, column, code }) => [row, column, code])).toEqual([
      [2, 'PhoneNumber', 'invalid_phone_number'],
      [3, 'PhoneNumber', 'invalid_phone_number'],
      [4, 'PhoneNumber', 'invalid_phone_number'],
      [5, 'Name', 'name_too_long'],
      [6, 'AgentId', 'invalid_agent_id'],
      [7, undefined, 'too_many_columns'],
    ]);
    expect(JSON.stringify({ ...checked, preview: [] })).not.toContain('98765');
  });

  it('that fail are left out if the user says so, and handed back with their reasons', async () => {
    const checked = await scratch.check(content, { ...rules, invalidRows: 'drop' });
    expect(await sent(checked)).toBe('PhoneNumber,Name,AgentId\r\n9876543210,Asha,a1\r\n');
    const lines = (await rejectedCsv(checked)).split('\r\n');
    expect(lines[0]).toBe('row,line,reason,PhoneNumber,Name,AgentId');
    expect(lines[1]).toMatch(/^2,3,".*refuses.*",98765#43210,Ravi,a1$/);
    expect(lines).toHaveLength(8);
  });

  it('that are all wrong reject the file whatever the user says', async () => {
    const checked = rejected(await scratch.check('PhoneNumber\nx\ny\n', { invalidRows: 'drop' }));
    expect(checked.outcome).toMatchObject({ code: 'invalid_phone_numbers', rows: [1, 2] });
  });

  it('are counted without blank lines', async () => {
    const checked = rejected(await scratch.check('\nPhoneNumber\n\n1\n , \n\n#\n'));
    expect(checked.problems[0]?.row).toBe(2);
  });

  it('that repeat a phone number are dropped on demand, the first stays', async () => {
    const numbers = '+91 98765 43210,A\n098765-43210,B\n9876543210,C\n9876543211,D\n';
    const checked = await scratch.check(`PhoneNumber,Name\n${numbers}`, { duplicates: 'drop' });
    expect(accepted(checked).counts).toEqual({
      rows: 4,
      valid: 2,
      invalid: 0,
      duplicates: 2,
      hidden: 0,
      sent: 0,
    });
    expect(await sent(checked)).toBe('PhoneNumber,Name\r\n+91 98765 43210,A\r\n9876543211,D\r\n');
    expect(checked.problems.map(({ row, column, code }) => [row, column, code])).toEqual([
      [2, 'PhoneNumber', 'duplicate_phone_number'],
      [3, 'PhoneNumber', 'duplicate_phone_number'],
    ]);
    expect(await rejectedCsv(checked)).toContain(
      '2,3,The same phone number stands in a row above.,098765-43210,B',
    );
  });

  it('show the first hundred problems alone; rejected.csv has all', async () => {
    const checked = rejected(await scratch.check(`PhoneNumber\n${'#\n'.repeat(250)}`));
    expect(checked.problems).toHaveLength(100);
    expect((await rejectedCsv(checked)).trim().split('\r\n')).toHaveLength(251);
  });

  it('more than 50,000 are refused, or go as parts', async () => {
    const numbers = Array.from({ length: 120_001 }, (_, index) => String(9_000_000_000 + index));
    numbers[10] = '#';
    const many = `PhoneNumber\n${numbers.join('\n')}\n`;
    const refused = rejected(await scratch.check(many, { invalidRows: 'drop' }));
    expect(refused.outcome.code).toBe('data_limit_exceeded');
    const { parts, counts } = accepted(await scratch.check(many, { invalidRows: 'drop', split: true }));
    expect(counts).toMatchObject({ rows: 120_001, valid: 120_000 });
    expect(parts.map(({ number, firstRow, lastRow, rows }) => [number, firstRow, lastRow, rows])).toEqual([
      [1, 1, 50_001, 50_000],
      [2, 50_002, 100_001, 50_000],
      [3, 100_002, 120_001, 20_000],
    ]);
  });
});

describe('what is not a contact file', () => {
  it.each([
    ['nothing', '', 'file_empty'],
    ['blank lines', '\n\n \n', 'file_empty'],
    ['a header alone', 'PhoneNumber,Name\n', 'file_empty'],
    ['a login page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'file_not_a_contact_file'],
    ['an old Excel file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'file_not_a_contact_file'],
    ['a PDF', '%PDF-1.7', 'file_not_a_contact_file'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'file_not_a_contact_file'],
    [
      'a text with zero bytes far behind',
      `PhoneNumber\n${'1\n'.repeat(200_000)}\0\n1\n`,
      'file_not_a_contact_file',
    ],
    ['UTF-16 with zeros', Buffer.from('\uFEFFPhoneNumber\n1\0\n1\n', 'utf16le'), 'file_not_a_contact_file'],
    ['an unclosed quote', `PhoneNumber,Name\n1,"Asha\n${'2,Ravi\n'.repeat(10)}`, 'file_not_a_contact_file'],
    [
      'an unclosed quote in much text',
      `PhoneNumber,Name\n1,"A\n${'2,R\n'.repeat(1e6)}`,
      'file_not_a_contact_file',
    ],
  ])('%s', async (_, content, code) => {
    expect(rejected(await scratch.check(content)).outcome).toMatchObject({
      status: 'error',
      code,
      source: 'check',
    });
  });

  it('names the row where a quote is not closed', async () => {
    const { outcome } = rejected(await scratch.check('PhoneNumber,Name\n1,A\n2,B\n3,"C\n4,D\n'));
    expect(outcome.message).toContain('row 3');
  });
});

describe('a column whose name every object knows', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

  it('is sent and rejected like any other', async () => {
    const content = `PhoneNumber,${NAMES.join(',')}\n1,a,b,c,d,e\n#,f,g,h,i,j\n`;
    const checked = await scratch.check(content, { invalidRows: 'drop' });
    expect(await sent(checked)).toBe(`PhoneNumber,${NAMES.join(',')}\r\n1,a,b,c,d,e\r\n`);
    expect(await rejectedCsv(checked)).toContain(`row,line,reason,PhoneNumber,${NAMES.join(',')}\r\n`);
    expect(await rejectedCsv(checked)).toContain(',#,f,g,h,i,j\r\n');
  });

  it('can be mapped', async () => {
    const columns = JSON.parse('{"__proto__": "PhoneNumber", "constructor": "Name"}') as Record<
      string,
      string
    >;
    expect(await sent(await scratch.check('__proto__,constructor\n1,Asha\n', { columns }))).toBe(
      'PhoneNumber,Name\r\n1,Asha\r\n',
    );
  });

  it('of an inline contact is a column', async () => {
    const contacts: unknown = JSON.parse('[{"PhoneNumber": "1", "__proto__": "x", "toString": "y"}]');
    expect(await sent(await scratch.checkContacts(contacts))).toBe(
      'PhoneNumber,__proto__,toString\r\n1,x,y\r\n',
    );
  });
});

describe('inline contacts', () => {
  it('go the same way, with every column that one of them has', async () => {
    const checked = await scratch.checkContacts([
      { PhoneNumber: '9876543210', Name: 'A "b"' },
      { PhoneNumber: 919876543211, Priority: 3, Vip: true, Name: null },
      {},
    ]);
    expect(accepted(checked).counts.rows).toBe(2);
    expect(await sent(checked)).toBe(
      'PhoneNumber,Name,Priority,Vip\r\n9876543210,"A ""b""",,\r\n919876543211,,3,true\r\n',
    );
  });

  it('lack a column that another has, whatever it is called', async () => {
    const checked = await scratch.checkContacts([
      { PhoneNumber: '1', constructor: 'x' },
      { PhoneNumber: '2' },
    ]);
    expect(await sent(checked)).toBe('PhoneNumber,constructor\r\n1,x\r\n2,\r\n');
  });

  it('hold no zero character, which would make a file of them that is not a text', () => {
    const csv = new ContactsCsv({ maxBytes: 1000 });
    const list = csv.listAt('$.contacts');
    list.begin();
    list.add({ PhoneNumber: '9845012345', Name: 'A\0' });
    expect(csv.faults).toEqual([
      { path: 'contacts.0.Name', message: 'holds the character U+0000, which no text can have: delete it' },
    ]);
  });

  it('that fail name their row', async () => {
    const contacts = Array.from({ length: 5000 }, (_, index) => ({
      PhoneNumber: index === 4321 ? '{"' : '1',
    }));
    expect(rejected(await scratch.checkContacts(contacts)).outcome).toMatchObject({
      code: 'invalid_phone_numbers',
      rows: [4322],
    });
  });
});
