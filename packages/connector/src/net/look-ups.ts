import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** A name that was not looked up in time; nothing was connected to. */
class LookupTimeoutError extends Error {
  override readonly name = 'LookupTimeoutError';
  readonly code = 'DNS_TIMEOUT';

  constructor(readonly hostname: string) {
    super(`${hostname} was not looked up in time.`);
  }
}

export interface LookUpOptions {
  /** Look-ups under way at once: one that is given up holds its place until the system has ended it. */
  readonly atOnce: number;
  readonly deadlineMs?: number;
  /** Like `dns.lookup`, which is the default. */
  readonly lookup?: LookupFunction | undefined;
}

type Answer = { readonly addresses: LookupAddress[] } | { readonly error: NodeJS.ErrnoException };

interface Entry {
  answer?: Answer;
  /** Of `performance.now()`. */
  freshUntil: number;
  staleUntil: number;
  waiting: Set<(answer: Answer) => void>;
}

const DEADLINE_MS = 5_000;
/** `getaddrinfo` says nothing of a record's own time. */
const FRESH_MS = 30_000;
const FAILED_MS = 2_000;
/** RFC 8767: an older answer is better than none if the resolver does not answer. */
const STALE_MS = 10 * 60_000;
const MAX_NAMES = 1_000;

/**
 * A `dns.lookup` with a deadline, a cache and a limit. It answers with all addresses of a name and decides nothing:
 * a guard checks what comes out of the cache as it does what comes from the system.
 */
export function createLookUp(options: LookUpOptions): LookupFunction {
  const { deadlineMs = DEADLINE_MS } = options;
  const cache = new Map<string, Entry>();
  const ask = createAsk(options);
  return (hostname, { family, hints, all }, callback) => {
    const key = `${hostname.toLowerCase()} ${String(family ?? 0)} ${hints ?? 0}`;
    const entry = entryOf(cache, key);
    const reply = (answer: Answer): void => {
      if ('error' in answer) callback(answer.error, '');
      else if (all === true) callback(null, answer.addresses);
      else callback(null, answer.addresses[0]?.address ?? '', answer.addresses[0]?.family);
    };
    if (entry.answer !== undefined && performance.now() < entry.freshUntil) {
      const { answer } = entry;
      process.nextTick(() => reply(answer));
      return;
    }
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      entry.waiting.delete(settle);
      reply(answer);
    };
    const timer = setTimeout(
      () => settle(staleAnswer(entry) ?? { error: new LookupTimeoutError(hostname) }),
      deadlineMs,
    );
    entry.waiting.add(settle);
    if (entry.waiting.size === 1) ask(entry, hostname, { family, hints });
  };
}

type Ask = (
  entry: Entry,
  hostname: string,
  options: Pick<Parameters<LookupFunction>[1], 'family' | 'hints'>,
) => void;

/** Runs at most `atOnce` look-ups; of those that wait for a place, the ones that nobody waits for are skipped. */
function createAsk({ atOnce, lookup = systemLookup }: LookUpOptions): Ask {
  const running = new Set<Entry>();
  const queue = new Map<Entry, () => void>();
  const next = (): void => {
    for (const [entry, begin] of queue) {
      if (running.size >= atOnce) return;
      queue.delete(entry);
      if (entry.waiting.size > 0) begin();
    }
  };
  return (entry, hostname, options) => {
    if (running.has(entry)) return;
    queue.set(entry, () => {
      running.add(entry);
      lookup(hostname, { ...options, all: true }, (error, address, family) => {
        running.delete(entry);
        keep(entry, error === null ? { addresses: listOf(address, family) } : { error });
        next();
      });
    });
    next();
  };
}

function keep(entry: Entry, found: Answer): void {
  const now = performance.now();
  // The resolver does not answer: that says nothing of the name.
  const isTemporary = 'error' in found && found.error.code !== 'ENOTFOUND';
  const answer = (isTemporary ? staleAnswer(entry) : undefined) ?? found;
  entry.answer = answer;
  entry.freshUntil = now + ('error' in found ? FAILED_MS : FRESH_MS);
  if (!('error' in found)) entry.staleUntil = now + STALE_MS;
  for (const settle of [...entry.waiting]) settle(answer);
}

function staleAnswer({ answer, staleUntil }: Entry): Answer | undefined {
  return answer !== undefined && !('error' in answer) && performance.now() < staleUntil ? answer : undefined;
}

/** The entry of a name, as the latest; the one that was used longest ago makes room where nobody waits for it. */
function entryOf(cache: Map<string, Entry>, key: string): Entry {
  const entry = cache.get(key) ?? { freshUntil: 0, staleUntil: 0, waiting: new Set() };
  cache.delete(key);
  cache.set(key, entry);
  const [oldest] = cache;
  if (cache.size > MAX_NAMES && oldest !== undefined) cache.delete(oldest[0]);
  return entry;
}

function listOf(address: string | LookupAddress[], family = 4): LookupAddress[] {
  return Array.isArray(address) ? address : [{ address, family }];
}
