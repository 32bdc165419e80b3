import type { Measured } from './case';

export function line(
  name: string,
  { ms, peakMegabytes, longestPauseMs }: Measured,
  floorMs: number,
  width = 16,
): string {
  const ratio = `${(ms / floorMs).toFixed(2)} ×`;
  return `  ${name.padEnd(width)} ${column(ms, 'ms')} ${ratio.padStart(9)} ${column(peakMegabytes, 'MB')}  pause ${longestPauseMs.toFixed(0)} ms`;
}

export function column(value: number, unit: string): string {
  return `${value.toFixed(0).padStart(6)} ${unit}`;
}

export function report(goal: string, isReached: boolean): void {
  console.log(`  ${isReached ? 'reached' : 'MISSED '}  ${goal}`);
}
