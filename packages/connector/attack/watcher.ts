import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a watcher saw since it was asked before. */
export interface Seen {
  /** The longest that /healthz was waited for, in milliseconds. */
  readonly healthMs: number;
  /** The longest that the service's thread computed before it answered, in milliseconds. */
  readonly busyMs?: number;
  /** Megabytes. */
  readonly memoryPeak?: number;
}

/** Looks at the service from a process of its own, all the time. */
export interface Watcher {
  seen(): Promise<Seen>;
  stop(): Promise<void>;
}

export function startWatcher({ url, pid }: { readonly url: string; readonly pid: number }): Watcher {
  const child = fork(join(__dirname, 'watcher-process.mts'), [url, String(pid)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return {
    async seen() {
      const answer = once(child, 'message');
      child.send('seen');
      const [seen] = (await answer) as [Seen];
      return seen;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
