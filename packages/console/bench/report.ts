export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'MB';
  /** Left out: there is none, it is for comparison. */
  readonly goal?: number;
}

/** A line for a figure: what it is, and whether it reaches its goal. */
export function report({ what, value, unit, goal }: Figure): void {
  const measured = `${value.toFixed(0).padStart(6)} ${unit}`;
  const verdict =
    goal === undefined ? '' : `  (goal: ${goal} ${unit}) ${value <= goal ? 'reached' : 'MISSED'}`;
  console.log(`${what.padEnd(72)}${measured}${verdict}`);
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
