import type { Writable } from 'node:stream';
import type { DestinationStream } from 'pino';

export interface LogDestination extends DestinationStream {
  /** Lines that could not be written since the start. */
  droppedLines(): number;
}

/** Bytes that wait for a reader of the log; what comes after is dropped. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Writes log lines to standard output without ever waiting for it: a full disk, a pipe that nobody reads or that is
 * closed costs lines, not requests. The next line that can be written is preceded by one with their number.
 * @param stream reports each failed write to its callback, and stays open, as `process.stdout` does
 */
export function createLogDestination(stream: Writable): LogDestination {
  let dropped = 0;
  let unreported = 0;
  const drop = (lines: number): void => {
    dropped += lines;
    unreported += lines;
  };
  // Each failure is counted by the callback of its write; without a listener it would end the process.
  stream.on('error', () => undefined);
  return {
    droppedLines: () => dropped,
    write(line) {
      if (stream.writableLength + line.length > MAX_WAITING_BYTES) {
        drop(1);
        return;
      }
      const missing = unreported;
      unreported = 0;
      stream.write(missing === 0 ? line : describeGap(missing) + line, (error) => {
        if (error === null || error === undefined) return;
        unreported += missing;
        drop(1);
      });
    },
  };
}

/** Begins with a line feed: a disk that was full may have taken half of a line. */
function describeGap(lines: number): string {
  const entry = { level: 40, time: Date.now(), dropped: lines, msg: `${lines} log lines were dropped` };
  return `\n${JSON.stringify(entry)}\n`;
}
