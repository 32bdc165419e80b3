import { retryDelay } from '../../src/delivery/retry-delay';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const SCHEDULE = [0, 5 * SECOND, 2 * HOUR];
const NOW = Date.parse('2026-03-01T10:00:00Z');

describe('the delay before the next try', () => {
  const delay = (attempts: number, more: { retryAfter?: string; random?: number } = {}) =>
    retryDelay(SCHEDULE, attempts, { now: NOW, random: 0.5, ...more });

  it('is the schedule, and there is none after its end', () => {
    expect([1, 2, 3].map((attempts) => delay(attempts))).toEqual([5 * SECOND, 2 * HOUR, undefined]);
  });

  it('varies by a fifth in both directions', () => {
    expect(delay(1, { random: 0 })).toBe(4 * SECOND);
    expect(delay(1, { random: 1 })).toBe(6 * SECOND);
  });

  it.each([
    ['asks for more, in seconds', 1, '60', MINUTE],
    ['asks for more, as a date', 1, 'Sun, 01 Mar 2026 10:01:00 GMT', MINUTE],
    ['asks for less', 1, '1', 5 * SECOND],
    ['asks for a day, before a short delay', 1, String(24 * 3600), 15 * MINUTE],
    ['asks for a day, before a long delay', 2, String(24 * 3600), 4 * HOUR],
    ['asks for longer than there is time', 1, '9'.repeat(400), 15 * MINUTE],
    ['asks for the past', 1, 'Sun, 01 Mar 2020 10:00:00 GMT', 5 * SECOND],
    ['says nothing that can be read', 1, 'soon', 5 * SECOND],
    ['comes after the last try', 3, '60', undefined],
  ])('where Retry-After %s', (_, attempts, retryAfter, expected) => {
    expect(delay(attempts, { retryAfter })).toBe(expected);
  });
});
