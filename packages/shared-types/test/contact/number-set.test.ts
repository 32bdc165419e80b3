import { NumberSet } from '../../src/contact/number-set';

test('numbers that are made to fall on one place are kept apart as fast as others', () => {
  const set = new NumberSet();
  // Their halves have the same exclusive or: 28 s with a hash that anyone can work out.
  const numbers = Array.from({ length: 200_000 }, (_, high) => high * 2 ** 32 + ((high ^ 0x1234567) >>> 0));
  expect(numbers.some((number) => set.add(number))).toBe(false);
  expect(numbers.every((number) => set.add(number))).toBe(true);
});
