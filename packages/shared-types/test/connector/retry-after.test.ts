import { parseRetryAfter } from '../../src';

const NOW = Date.parse('2026-01-05T09:00:00Z');

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Mon, 05 Jan 2026 09:00:30 GMT', 30_000],
  ['Mon, 05 Jan 2026 08:59:00 GMT', 0],
  ['soon', 0],
  ['-5', 0],
  ['0x10', 0],
  ['', 0],
])('Retry-After: "%s" asks for %i ms', (text, ms) => expect(parseRetryAfter(text, NOW)).toBe(ms));
