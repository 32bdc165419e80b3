import { promises } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';

/**
 * Required by a connector before its own program: counts what it asks the disk to keep, and tells its parent on
 * request. Commits of Postgres are the server's, which counts them itself.
 */
export interface Counts {
  /** Commits of SQLite that wrote something, each synced to the disk. */
  readonly commits: number;
  /** Files and folders that were synced beside the database. */
  readonly fileSyncs: number;
  /** What each commit wrote, in the order of its statements, and how often. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly rssBytes: number;
}

interface Runnable {
  readonly source: string;
  readonly database: { readonly inTransaction: boolean };
}

const WRITE = /^\s*(insert into|update|delete from) "?(\w+)/i;
const counts = { commits: 0, fileSyncs: 0, reasons: new Map<string, number>() };
let writes: string[] = [];

function commit(): void {
  if (writes.length === 0) return;
  const reason = [...new Set(writes)].join(', ');
  writes = [];
  counts.commits += 1;
  counts.reasons.set(reason, (counts.reasons.get(reason) ?? 0) + 1);
}

function note({ source, database }: Runnable): void {
  const text = source.trim().toLowerCase();
  if (text === 'rollback') writes = [];
  if (text === 'commit') commit();
  const write = WRITE.exec(source);
  if (write === null) return;
  writes.push(`${write[1]!.split(' ')[0]!.toLowerCase()} ${write[2]}`);
  if (!database.inTransaction) commit();
}

/** Replaces a method by one that does something first. */
function precede<This extends object>(target: This, name: string, first: (self: This) => void): void {
  const methods = target as Record<string, unknown>;
  const method = methods[name] as (this: This, ...args: unknown[]) => unknown;
  methods[name] = function (this: This, ...args: unknown[]): unknown {
    first(this);
    return method.apply(this, args);
  };
}

const memory = new SqliteDatabase(':memory:');
const statements = Object.getPrototypeOf(memory.prepare('select 1')) as Runnable;
memory.close();
for (const name of ['run', 'all', 'get', 'iterate']) precede(statements, name, note);

void promises.open(__filename).then(async (file) => {
  const files = Object.getPrototypeOf(file) as object;
  for (const name of ['sync', 'datasync']) precede(files, name, () => (counts.fileSyncs += 1));
  await file.close();
});

process.on('message', (message) => {
  if (message !== 'counts') return;
  const told: Counts = {
    ...counts,
    reasons: Object.fromEntries(counts.reasons),
    rssBytes: process.memoryUsage.rss(),
  };
  process.send?.(told);
});
process.channel?.unref();
