import type { Reply, Target } from './target';

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
}

export type Kind = 'multipart' | 'callbacks' | 'JSON' | 'contact files' | 'neighbours' | 'HTTP' | 'requests';

export interface Measured {
  readonly attack: Attack;
  readonly alive: boolean;
  readonly answers: string;
  readonly ms: number;
  /** The longest that /healthz was waited for meanwhile, in milliseconds. */
  readonly healthMs: number;
  readonly memoryBefore: number | undefined;
  readonly memoryPeak: number | undefined;
  readonly memoryAfter: number | undefined;
}

const LOOK_EVERY_MS = 50;

/** Runs an attack while it looks, again and again, whether the service still answers others. */
export async function measure(
  target: Target,
  attack: Attack,
): Promise<Measured & { replies: readonly Reply[] }> {
  const memoryBefore = await target.memory();
  let memoryPeak = memoryBefore;
  let healthMs = 0;
  const over = new AbortController();
  const watching = watch(target, over.signal, (ms, memory) => {
    healthMs = Math.max(healthMs, ms);
    if (memory !== undefined) memoryPeak = Math.max(memoryPeak ?? 0, memory);
  });
  const began = performance.now();
  const replies = await attack.run(target);
  const ms = performance.now() - began;
  over.abort();
  await watching;
  const health = await target.ask({ path: '/healthz' });
  return {
    attack,
    replies,
    alive: health.status === 200,
    answers: summarize(replies),
    ms,
    healthMs,
    memoryBefore,
    memoryPeak,
    memoryAfter: await target.memory(),
  };
}

async function watch(
  target: Target,
  over: AbortSignal,
  look: (healthMs: number, memory: number | undefined) => void,
): Promise<void> {
  while (!over.aborted) {
    const asked = performance.now();
    await target.ask({ path: '/healthz' });
    look(performance.now() - asked, await target.memory());
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function summarize(replies: readonly Reply[]): string {
  const counts = new Map<Reply['status'], number>();
  for (const { status } of replies) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .map(([status, count]) => (count === 1 ? `${status}` : `${count} × ${status}`))
    .join(', ');
}

/** The table that a reader of the run wants: for each attack whether the service lives, how soon it answered, its memory. */
export function report(results: readonly Measured[]): string {
  const mb = (value: number | undefined) => (value === undefined ? '?' : String(Math.round(value)));
  const rows = results.map((result) => [
    result.attack.kind,
    result.attack.title,
    result.alive ? 'yes' : 'NO',
    result.answers,
    `${Math.round(result.ms)}`,
    `${Math.round(result.healthMs)}`,
    `${mb(result.memoryBefore)} / ${mb(result.memoryPeak)} / ${mb(result.memoryAfter)}`,
  ]);
  const head = ['kind', 'attack', 'alive', 'answers', 'ms', 'healthz ms', 'MB before / peak / after'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n');
}
