/*
 * Times in the user's zone, as British English writes them. Not `Intl.DateTimeFormat`: the first of a page takes the
 * browser longer than everything else that a list of uploads needs.
 */

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const SHORT = 3;

const two = (part: number) => String(part).padStart(2, '0');

/** `28 Nov`. */
export function formatDay(date: Date): string {
  return `${date.getDate()} ${monthOf(date).slice(0, SHORT)}`;
}

/** `Sat 28 Nov`. */
export function formatWeekday(date: Date): string {
  return `${weekdayOf(date).slice(0, SHORT)} ${formatDay(date)}`;
}

/** `18:05`. */
export function formatMinute(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `28 Nov, 18:05:09`; without the seconds in another year than `now`: `28 Nov 2025, 18:05`. */
export function formatTime(date: Date, now: Date): string {
  return date.getFullYear() === now.getFullYear()
    ? `${formatDay(date)}, ${formatSecond(date)}`
    : `${formatDay(date)} ${date.getFullYear()}, ${formatMinute(date)}`;
}

/** `Saturday 28 November 2026 at 18:05:09 GMT+5:30`. */
export function formatInFull(date: Date): string {
  const day = `${weekdayOf(date)} ${date.getDate()} ${monthOf(date)} ${date.getFullYear()}`;
  return `${day} at ${formatSecond(date)} ${formatZone(-date.getTimezoneOffset())}`;
}

function formatSecond(date: Date): string {
  return `${formatMinute(date)}:${two(date.getSeconds())}`;
}

function formatZone(minutesEast: number): string {
  if (minutesEast === 0) return 'GMT';
  const minutes = Math.abs(minutesEast);
  const rest = minutes % 60;
  return `GMT${minutesEast < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

function monthOf(date: Date): string {
  return MONTHS[date.getMonth()] ?? '';
}

function weekdayOf(date: Date): string {
  return WEEKDAYS[date.getDay()] ?? '';
}
