import type { RunningProcess } from './processes';

/** Where a process wrote what it said, and the end of it. */
export function describeLog(running: RunningProcess): string {
  const lines = running.lastLines().replace(/^/gm, '    ');
  return `Its log is ${running.logFile}; the last lines:\n${lines}`;
}
