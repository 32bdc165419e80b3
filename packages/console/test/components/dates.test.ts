import { formatDay, formatInFull, formatMinute, formatTime, formatWeekday } from '../../src/components/dates';

/** In whatever zone the tests run: 28 November 2026, 08:05:09. */
const MORNING = new Date(2026, 10, 28, 8, 5, 9);

test('a time of this year is shown to the second, and one of another year with that year', () => {
  expect(formatTime(MORNING, new Date(2026, 0, 1))).toBe('28 Nov, 08:05:09');
  expect(formatTime(MORNING, new Date(2027, 0, 1))).toBe('28 Nov 2026, 08:05');
});

test('days and minutes are as British English writes them', () => {
  expect(formatDay(new Date(2026, 0, 3))).toBe('3 Jan');
  expect(formatWeekday(MORNING)).toBe('Sat 28 Nov');
  expect(formatMinute(MORNING)).toBe('08:05');
});

test.each([
  [0, 'GMT'],
  [330, 'GMT+5:30'],
  [60, 'GMT+1'],
  [-210, 'GMT-3:30'],
])('a zone %p minutes east of Greenwich is called %s', (east, name) => {
  const date = new Date(MORNING);
  date.getTimezoneOffset = () => -east;
  expect(formatInFull(date)).toBe(`Saturday 28 November 2026 at 08:05:09 ${name}`);
});
