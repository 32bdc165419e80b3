const KIBI = 1024;

/** `1.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < KIBI) return `${bytes} bytes`;
  if (bytes < KIBI * KIBI) return `${(bytes / KIBI).toFixed(0)} KB`;
  return `${(bytes / KIBI / KIBI).toFixed(1)} MB`;
}

const THOUSANDS = /\B(?=(\d{3})+$)/g;

/** `50,000`. */
export function formatCount(count: number): string {
  return String(count).replace(THOUSANDS, ',');
}

/** `0a1bff`. */
export function formatHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `1 contact`, `996 contacts`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const SECONDS_A_MINUTE = 60;
const MS_A_SECOND = 1_000;

/** `0:42`; `1:05:00` from an hour on. */
export function formatDuration(ms: number): string {
  const all = Math.max(0, Math.ceil(ms / MS_A_SECOND));
  const seconds = all % SECONDS_A_MINUTE;
  const minutes = Math.floor(all / SECONDS_A_MINUTE) % SECONDS_A_MINUTE;
  const hours = Math.floor(all / SECONDS_A_MINUTE / SECONDS_A_MINUTE);
  const two = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
