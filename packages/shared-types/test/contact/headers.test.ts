import fc from 'fast-check';
import { findKnownColumn, KNOWN_HEADERS, mapHeaders } from '../../src';

const mapped = (source: readonly string[], columns: Record<string, string> = {}) =>
  mapHeaders(source, columns).headers;

describe('a header that the page knows', () => {
  test.each([
    ['PhoneNumber', 'PhoneNumber'],
    ['phonenumber', 'PhoneNumber'],
    ['PHONE NUMBER', 'PhoneNumber'],
    ['phone_number', 'PhoneNumber'],
    [' Phone  Number ', 'PhoneNumber'],
    ['Phone\nNumber', 'PhoneNumber'],
    ['NAME', 'Name'],
    ['agentID', 'AgentId'],
    ['Agent Id', 'AgentId'],
    ['skill', 'Skill'],
  ])('"%s" is written "%s"', (source, written) => expect(mapped([source])).toEqual([written]));
});

test.each(['Phone', 'Mobile', 'Phone-Number', 'First Name', 'Skills', 'agent', ' City ', 'ExpiryDate', ''])(
  'any other header, "%s", is unchanged',
  (header) => expect(mapped([header])).toEqual([header]),
);

describe('columns', () => {
  test('decide first, whatever they name', () => {
    expect(
      mapped(['Mobile No', 'Full name', 'City'], { 'Mobile No': 'PhoneNumber', 'Full name': 'Name' }),
    ).toEqual(['PhoneNumber', 'Name', 'City']);
  });

  test('take a known header to another name', () => {
    expect(mapped(['Mobile', 'PhoneNumber'], { Mobile: 'PhoneNumber', PhoneNumber: 'AltPhone' })).toEqual([
      'PhoneNumber',
      'AltPhone',
    ]);
  });

  test('write what they say, letter by letter: the mapping file of the campaign decides', () => {
    expect(mapped(['Agent'], { Agent: 'agentID' })).toEqual(['agentID']);
  });

  test('find their column without regard to case, spaces and underscores, but the exact one first', () => {
    expect(mapped(['mobile_no'], { 'Mobile No': 'PhoneNumber' })).toEqual(['PhoneNumber']);
    expect(mapped(['MOBILE', 'Mobile'], { Mobile: 'PhoneNumber' })).toEqual(['MOBILE', 'PhoneNumber']);
  });

  test('that name a column letter by letter go before those that name it loosely', () => {
    const columns = { 'mobile no': 'Name', 'Mobile No': 'PhoneNumber', MOBILE_NO: 'City' };
    expect(mapped(['Mobile No'], columns)).toEqual(['PhoneNumber']);
    expect(mapped(['MOBILE_NO', 'Mobile No'], columns)).toEqual(['City', 'PhoneNumber']);
  });

  test('are written without spaces around them', () => {
    expect(mapped(['Mobile'], { Mobile: ' PhoneNumber ' })).toEqual(['PhoneNumber']);
  });

  test('missing columns are reported', () => {
    expect(mapHeaders(['Phone'], { Mobile: 'PhoneNumber' })).toMatchObject({ missing: ['Mobile'] });
    expect(mapHeaders(['Phone'], { phone: 'PhoneNumber' })).toMatchObject({ missing: [] });
  });
});

describe('two headers for one target', () => {
  test.each<[string, string[], Record<string, string>, string[]]>([
    ['mapped onto one that is there', ['Mobile', 'Phone Number'], { Mobile: 'PhoneNumber' }, ['PhoneNumber']],
    ['mapped onto each other', ['A', 'B'], { A: 'Name', B: 'Name' }, ['Name']],
    ['two spellings of a known one', ['Phone Number', 'phone_number'], {}, ['PhoneNumber']],
    ['two of the name that is mapped', ['Mobile', 'Mobile '], { Mobile: 'PhoneNumber' }, ['PhoneNumber']],
    [
      'two that are like the name that is mapped',
      ['MOBILE', 'mobile'],
      { Mobile: 'PhoneNumber' },
      ['PhoneNumber'],
    ],
    ['two that are alike', ['City', 'City', 'City'], {}, ['City']],
  ])('%s are reported', (_, source, columns, doubled) => {
    expect(mapHeaders(source, columns).doubled).toEqual(doubled);
  });

  test('columns without a name are none', () => expect(mapHeaders(['', ' ', '']).doubled).toEqual([]));
});

test('a known column is found in whatever case a target was given, the exact one first', () => {
  expect(findKnownColumn(['a', 'phoneNumber'], 'PhoneNumber')).toBe(1);
  expect(findKnownColumn(['phonenumber', 'PhoneNumber'], 'PhoneNumber')).toBe(1);
  expect(findKnownColumn(['Phone'], 'PhoneNumber')).toBe(-1);
});

test('mapping what was mapped changes nothing', () => {
  const spelled = fc.constantFrom(...KNOWN_HEADERS, 'phone_number', 'AGENT ID', 'City', ' x ', '');
  fc.assert(
    fc.property(fc.array(fc.oneof(spelled, fc.string())), (source) => {
      const once = mapped(source);
      expect(once).toHaveLength(source.length);
      expect(mapped(once)).toEqual(once);
    }),
  );
});

test('thousands of columns that the file does not have are counted, not listed', () => {
  const names = Array.from({ length: 5000 }, (_, index) => [`Column ${index}`, 'Name'] as const);
  const { headers, missing } = mapHeaders(['PhoneNumber', 'X'.repeat(500_000)], Object.fromEntries(names));
  expect(headers[0]).toBe('PhoneNumber');
  expect(missing).toHaveLength(5000);
});
