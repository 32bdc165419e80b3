/** What came of events that a fault was done to, or of rows, or of uploads. */
export interface Tally {
  /** How often the fault was injected. */
  readonly injected: number;
  readonly sent: number;
  /** Workflows started, or uploads created. */
  readonly started: number;
  /** Sent, and never seen again. */
  readonly lost: number;
  /** Starts beyond the first of the same. */
  readonly duplicated: number;
  /** Executions that ended in an error, or that n8n lost. */
  readonly failed: number;
  /** What those say that ended in an error, as far as n8n tells it. */
  readonly reasons: readonly string[];
}

/** @param counts how often each id was seen */
export function tally(
  { injected, failed, reasons }: Pick<Tally, 'injected' | 'failed' | 'reasons'>,
  ids: readonly string[],
  counts: ReadonlyMap<string, number>,
): Tally {
  const seen = ids.map((id) => counts.get(id) ?? 0);
  return {
    injected,
    failed,
    reasons,
    sent: ids.length,
    started: seen.reduce((sum, count) => sum + count, 0),
    lost: seen.filter((count) => count === 0).length,
    duplicated: seen.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (of: Exclude<keyof Tally, 'reasons'>): number =>
    tallies.reduce((total, one) => total + one[of], 0);
  return {
    injected: sum('injected'),
    sent: sum('sent'),
    started: sum('started'),
    lost: sum('lost'),
    duplicated: sum('duplicated'),
    failed: sum('failed'),
    reasons: tallies.flatMap(({ reasons }) => reasons),
  };
}
