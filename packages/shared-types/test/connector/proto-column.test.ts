import { parseUploadRequest } from '../../src';

const parse = (members: string) =>
  parseUploadRequest(
    JSON.parse(`{"account": {"username": "acme", "apiKey": "k"}, "campaignName": "Diwali", ${members}}`),
    { hasFilePart: false },
  );

test('a column that is called __proto__ is a column like any other', () => {
  const request = parse(
    '"contacts": [{"PhoneNumber": "1", "__proto__": "x", "constructor": "y"}], "columns": {"__proto__": "Note"}',
  );
  expect(JSON.stringify(request.contacts)).toBe('[{"PhoneNumber":"1","constructor":"y","__proto__":"x"}]');
  expect(Object.entries(request.columns)).toEqual([['__proto__', 'Note']]);
});

test.each([
  ['"contacts": [{"PhoneNumber": "1"}, {"__proto__": {"a": 1}}]', 'contacts.1.__proto__'],
  ['"contacts": [{"PhoneNumber": "1"}], "columns": {"__proto__": ""}', 'columns.__proto__'],
])('a column called __proto__ without a valid value is refused: %s', (members, path) => {
  expect(() => parse(members)).toThrow(path);
});
