/** When a day begins in the user's zone. @param day `2026-11-28` @returns ISO 8601; undefined if it is no day */
export function startOfDay(day: string | undefined): string | undefined {
  return startOf(day, 0);
}

/** When the day after begins. @param day as for `startOfDay` */
export function endOfDay(day: string | undefined): string | undefined {
  return startOf(day, 1);
}

/** Whether two days are the wrong way round; no day is not. */
export function isBackwards(from: string, to: string): boolean {
  return from !== '' && to !== '' && to < from;
}

function startOf(day: string | undefined, daysLater: number): string | undefined {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const date = new Date(`${day}T00:00:00`);
  // Not by adding 24 hours: a day may have 23 or 25.
  date.setDate(date.getDate() + daysLater);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
