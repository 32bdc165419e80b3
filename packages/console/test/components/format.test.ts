import { formatCount } from '../../src/components/format';

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [50_000, '50,000'],
  [1_234_567, '1,234,567'],
])('%p is written as %s', (count, text) => expect(formatCount(count)).toBe(text));
