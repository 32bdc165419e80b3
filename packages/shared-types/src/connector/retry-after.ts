/**
 * What `Retry-After` asks for, as whole seconds or as a date (RFC 9110, 10.2.3).
 * @param now milliseconds since 1970
 * @returns milliseconds from now; 0 for a time that is over, and for what is neither
 */
export function parseRetryAfter(text: string, now: number): number {
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
