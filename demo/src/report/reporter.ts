import type { ShowProgress } from '@ozonetel-bulk-upload/n8n-runner';

/** Prints a line for each step, with its progress. */
export interface Reporter {
  /** Runs one step; `show` prints progress, `describe` the result. */
  step<T>(
    title: string,
    work: (show: ShowProgress) => Promise<T>,
    describe?: (result: T) => string,
  ): Promise<T>;
  note(text: string): void;
}

export interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Without a terminal a line that says how far a step is comes this often at most. */
const LINE_EVERY_MS = 15_000;

/** A reporter for a terminal, where one line is rewritten, or for a plain log. */
export function createReporter(screen: Screen, now: () => number = () => performance.now()): Reporter {
  const rewrite = screen.isTTY === true;
  const begin = rewrite ? '\r\u001B[K' : '';
  return {
    async step(title, work, describe) {
      const startedAt = now();
      let shownAt = startedAt;
      if (rewrite) screen.write(`${begin}  … ${title}`);
      const show = (text: string) => {
        if (!rewrite && now() - shownAt < LINE_EVERY_MS) return;
        shownAt = now();
        screen.write(`${begin}  … ${title}: ${text}${rewrite ? '' : '\n'}`);
      };
      try {
        const result = await work(show);
        const seconds = ((now() - startedAt) / 1000).toFixed(1);
        const outcome = describe === undefined ? '' : `: ${describe(result)}`;
        screen.write(`${begin}  ✓ ${title}${outcome} (${seconds} s)\n`);
        return result;
      } catch (error) {
        screen.write(`${begin}  ✗ ${title}\n`);
        throw error;
      }
    },
    note(text) {
      screen.write(`${begin}  ! ${text}\n`);
    },
  };
}
