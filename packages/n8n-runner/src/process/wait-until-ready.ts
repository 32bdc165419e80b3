import { ActionableError } from '../actionable-error';
import { describeLog } from './describe-log';
import { pollUntil } from './poll-until';
import type { ProcessExit, RunningProcess } from './processes';

export interface ReadyOptions {
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

const PROBE_LIMIT_MS = 2000;

/**
 * Waits until `url` answers 200.
 * @throws ActionableError with the last lines of the log if the process ends first or the limit passes
 */
export async function waitUntilReady(
  running: RunningProcess,
  url: string,
  options: ReadyOptions,
): Promise<void> {
  let exit: ProcessExit | undefined;
  void running.exited.then((ended) => (exit = ended));
  const end = await pollUntil(async () => exit ?? ((await answers(url)) ? 'ready' : undefined), options);
  if (end === 'ready') return;
  const what =
    end === undefined
      ? `did not answer at ${url} within ${options.limitMs / 1000} s`
      : `ended (${end.reason}) before it was ready`;
  throw new ActionableError(`${running.name} ${what}. ${describeLog(running)}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_LIMIT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
