/** When a day begins in the user's zone. @param day `2026-11-28` @returns ISO 8601; undefined where it is no day */
export function startOfDay(day: string | undefined): string | undefined {
  return toIso(day, 'T00:00:00');
}

/** The last millisecond of a day in the user's zone. @param day as for `startOfDay` */
export function endOfDay(day: string | undefined): string | undefined {
  return toIso(day, 'T23:59:59.999');
}

function toIso(day: string | undefined, time: string): string | undefined {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const date = new Date(`${day}${time}`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
