import fc from 'fast-check';
import { hasDecimals, isPhoneNumber, phoneNumberKey, plainPhoneNumberKey } from '../../src';
import { nameRefusedSigns } from '../../src/contact/phone-number';

/** The page's Java class `[\W&&[^ \(\)\[\]\.\+\-,]]`, spelled out: not a word character, and none of these. */
const isRefusedByJava = (character: string): boolean => {
  const isWordCharacter = /^[A-Za-z0-9_]$/.test(character);
  return !isWordCharacter && !' ()[].+-,'.includes(character);
};

test('of all characters of the basic plane, exactly those are refused that the page’s expression finds', () => {
  const differing: string[] = [];
  for (let code = 0; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    if (isPhoneNumber(`98${character}76`) === isRefusedByJava(character)) differing.push(code.toString(16));
  }
  expect(differing).toEqual([]);
});

test('it is the page’s expression under the flag that JavaScript has for it', () => {
  const page = new RegExp(String.raw`[\W&&[^ \(\)\[\]\.\+\-,]]`, 'v');
  for (let code = 0; code <= 0xffff; code += 1) {
    const cell = `98${String.fromCharCode(code)}`;
    if (isPhoneNumber(cell) === page.test(cell)) throw new Error(`They differ on U+${code.toString(16)}.`);
  }
});

test('characters beyond the basic plane are refused', () => {
  expect(isPhoneNumber('98\u{1F4DE}76')).toBe(false);
  expect(isPhoneNumber('\u{1D7F6}98')).toBe(false);
});

test.each(['9876543210', '+91 98765-43210', '(022) [4567] 8901', '98765.43210,', '1', 'ext_9', '98 76 x'])(
  '"%s" is a phone number',
  (cell) => expect(isPhoneNumber(cell)).toBe(true),
);

test.each(['98/76', '98#', '98*', '98;97', '98:97', "'98", '98\t76', '98\n', '98\u00A076', '९८७६', '98–76'])(
  '"%s" is not a phone number',
  (cell) => expect(isPhoneNumber(cell)).toBe(false),
);

test.each(['', ' ', 'none', '+', '()', '-', 'N_A'])(
  '"%s" is not a phone number, as it has no digit: beyond the page',
  (cell) => expect(isPhoneNumber(cell)).toBe(false),
);

test('the signs of a long cell are named after a look at its beginning', () => {
  expect(nameRefusedSigns(`${'/'.repeat(5_000)}#`)).toBe('/ (U+002F)');
});

describe('a phone number that a program printed as an amount', () => {
  test.each([
    '9845012345.0',
    '9845012345.00',
    '9845012345.00'.padStart(80),
    '919845012345.000000',
    '9845012345,0',
    '9845012345.5',
    '+919845012345.0',
    '+91 9845012345.0',
    ' 9845012345.0 ',
    '-9845012345.0',
    '9,845,012,345.00',
    '9.845.012.345,00',
    '9 845 012 345,0',
    '98,45,01,23,450.0',
  ])('has decimals: "%s"', (cell) => expect(hasDecimals(cell)).toBe(true));

  test.each([
    '98450.12345',
    '415.555.0100',
    '01.40.20.30.00',
    '01 40 20 30.00',
    '9,845,012,345',
    '9845012345.',
    '9845012345,',
    '984501.00',
    '0124.4567890',
    '9845012345.12',
    '9845012345, 9845012346',
    '1.0',
    '',
  ])('has none: "%s"', (cell) => expect(hasDecimals(cell)).toBe(false));

  test('is not taken for a plain one', () => {
    const bytes = Buffer.from('9845012345.0');
    expect(plainPhoneNumberKey({ bytes, start: 0, end: bytes.length })).toBe(-1);
  });
});

describe('the key of duplicates', () => {
  test.each([
    '09876543210',
    '919876543210',
    '+91 98765 43210',
    '+91-98765-43210',
    '0091 98765 43210',
    '098765.43210',
    '+91 (0)98765 43210',
    '+91-09876543210',
    '98765 43210 (home)',
  ])('"%s" is the number 9876543210', (cell) =>
    expect(phoneNumberKey(cell)).toBe(phoneNumberKey('9876543210')),
  );

  test.each([
    ['9876543210', '9876543211'],
    ['9198765432', '98765432'],
    ['449876543210', '9876543210'],
    ['91987654321', '987654321'],
    ['1234567890123456', '1234567890123457'],
    ['1-800-FLOWERS', '1-800-CONTACT'],
    ['12345678901234567890', '12345678901234567891'],
  ])('"%s" and "%s" are two', (a, b) => expect(phoneNumberKey(a)).not.toBe(phoneNumberKey(b)));
});

describe('a cell that is read without a string being made of it', () => {
  const keyOf = (cell: string): number => {
    const bytes = Buffer.from(`before,${cell},behind`);
    return plainPhoneNumberKey({ bytes, start: 'before,'.length, end: bytes.length - ',behind'.length });
  };
  const cells = fc.string({
    maxLength: 20,
    unit: fc.oneof(
      fc.constantFrom(...Array.from('0123456789')),
      fc.constantFrom(...Array.from(' ()[].+-,_/"')),
      fc.constantFrom(...Array.from('00000aexXZ')),
      fc.string(),
    ),
  });

  test('is a phone number, and has the key of its text', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const key = keyOf(cell);
        if (key !== -1) expect([isPhoneNumber(cell), key]).toEqual([true, phoneNumberKey(cell)]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['+91 98765 43210', '(022) 4567-8901', '98765.43210', '123456789012345', '98765 43210 off', '0'])(
    '"%s" has the same key whether or not its text is decoded',
    (cell) => expect(keyOf(cell)).toBe(phoneNumberKey(cell)),
  );

  test.each(['', 'none', '1-800-FLOWERS', '05416-93_Z', '98#', '९८७६', '"98"', '1234567890123456'])(
    '"%s" is left to its text',
    (cell) => expect(keyOf(cell)).toBe(-1),
  );
});
