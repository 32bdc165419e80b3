import { readFile } from 'node:fs/promises';

/** What Linux says of a process; undefined elsewhere. */
interface ProcessFigures {
  readonly memoryBytes: number;
  readonly writtenBytes: number;
  readonly cpuMs: number;
}

const TICKS_PER_SECOND = 100;

export async function figuresOf(pid: number): Promise<ProcessFigures | undefined> {
  try {
    const [status, io, stat] = await Promise.all(
      ['status', 'io', 'stat'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
    );
    // Behind the name, which may hold spaces, the 12th and 13th fields are the ticks of user and system.
    const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
    return {
      memoryBytes: numberIn(status, /^VmRSS:\s+(\d+) kB/m) * 1024,
      writtenBytes: numberIn(io, /^write_bytes: (\d+)/m),
      cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND,
    };
  } catch {
    return undefined;
  }
}

function numberIn(text: string | undefined, pattern: RegExp): number {
  return Number(pattern.exec(text ?? '')?.[1] ?? NaN);
}
