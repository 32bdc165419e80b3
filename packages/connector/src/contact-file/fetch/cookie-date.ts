const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)/;
const DAY = /^(\d{1,2})(?!\d)/;
const YEAR = /^(\d{2,4})(?!\d)/;
const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;

/**
 * The time that the `Expires` of a cookie names, in milliseconds, as browsers read it (RFC 6265, 5.1.1): time, day, month
 * and year in any order, everything else is passed over. Undefined for what is not a date, such as `0`.
 */
export function parseCookieDate(text: string): number | undefined {
  let time: RegExpExecArray | undefined;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const token of text.toLowerCase().split(DELIMITERS)) {
    const found = time === undefined ? TIME.exec(token) : null;
    if (found !== null) time = found;
    else if (day === undefined && DAY.test(token)) day = parseInt(token, 10);
    else if (month === undefined && MONTHS.includes(token.slice(0, 3)))
      month = MONTHS.indexOf(token.slice(0, 3));
    else if (year === undefined && YEAR.test(token)) year = fullYear(parseInt(token, 10));
  }
  if (time === undefined || day === undefined || month === undefined || year === undefined) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = time.slice(1).map(Number);
  if (day < 1 || day > 31 || year < 1601 || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return Date.UTC(year, month, day, hours, minutes, seconds);
}

function fullYear(year: number): number {
  if (year >= 100) return year;
  return year + (year >= 70 ? 1900 : 2000);
}
