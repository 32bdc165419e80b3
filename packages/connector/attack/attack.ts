import type { Reply, Target } from './target';
import type { Seen } from './watcher';

/** Something that a hostile or careless client does to the service. */
export interface Attack {
  /** Completes the sentence "It survives …". */
  readonly title: string;
  /** The word for what it would break, a heading of the report. */
  readonly kind: Kind;
  /** Runs it. @returns what was answered, to be compared with `answers` */
  readonly run: (target: Target) => Promise<readonly Reply[]>;
  /** Every status that may be answered; 'closed' for a connection that is ended instead. */
  readonly answers: readonly Reply['status'][];
  /** Megabytes that the process may use more at the peak. */
  readonly memoryMb?: number;
  /** Milliseconds that its thread may compute before it answers others. */
  readonly busyMs?: number;
}

export type Kind = 'multipart' | 'callbacks' | 'JSON' | 'contact files' | 'neighbours' | 'HTTP' | 'requests';

export interface Measured {
  readonly attack: Attack;
  readonly replies: readonly Reply[];
  readonly alive: boolean;
  readonly ms: number;
  readonly memoryBefore: number | undefined;
  readonly memoryAfter: number | undefined;
  /** What others saw meanwhile. */
  readonly seen: Seen;
}

/** Runs an attack while a process beside it looks, again and again, whether the service still answers others. */
export async function measure(target: Target, attack: Attack): Promise<Measured> {
  const memoryBefore = await target.memory();
  await target.watcher.seen();
  const began = performance.now();
  const replies = await attack.run(target);
  const ms = performance.now() - began;
  const seen = await target.watcher.seen();
  const health = await target.ask({ path: '/healthz' });
  const memoryAfter = await target.memory();
  return { attack, replies, alive: health.status === 200, ms, memoryBefore, memoryAfter, seen };
}

function summarize(replies: readonly Reply[]): string {
  const counts = new Map<Reply['status'], number>();
  for (const { status } of replies) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .map(([status, count]) => (count === 1 ? `${status}` : `${count} × ${status}`))
    .join(', ');
}

/**
 * The table that a reader of the run wants: for each attack whether the service lives, how soon it answered, how long
 * others waited for it, and its memory.
 */
export function report(results: readonly Measured[]): string {
  const whole = (value: number | undefined) => (value === undefined ? '?' : String(Math.round(value)));
  const rows = results.map(({ attack, alive, replies, ms, seen, memoryBefore, memoryAfter }) => [
    attack.kind,
    attack.title,
    alive ? 'yes' : 'NO',
    summarize(replies),
    whole(ms),
    whole(seen.healthMs),
    whole(seen.busyMs),
    [memoryBefore, seen.memoryPeak, memoryAfter].map(whole).join(' / '),
  ]);
  const head = [
    'kind',
    'attack',
    'alive',
    'answers',
    'ms',
    'healthz ms',
    'busy ms',
    'MB before / peak / after',
  ];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n');
}
