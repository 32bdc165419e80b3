import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Of the children that have ended. */
  readonly endedTicks: number;
}

/** Milliseconds of processor time that these processes have used, without their children. */
export async function cpuMsOf(pids: readonly number[]): Promise<number> {
  const stats = await Promise.all(pids.map((pid) => readStat(String(pid))));
  return TICK_MS * stats.reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0);
}

/** Of all processes with the parent of this one, and of those of them that have ended. */
export async function cpuMsOfFamily(member: number): Promise<number> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = (await Promise.all(names.map(readStat))).filter((stat) => stat !== undefined);
  const parent = stats.find(({ pid }) => pid === member)?.parent;
  const ticks = stats
    .filter((stat) => stat.pid === parent || stat.parent === parent)
    .reduce((sum, stat) => sum + stat.ticks + (stat.pid === parent ? stat.endedTicks : 0), 0);
  return TICK_MS * ticks;
}

/** Undefined where the process has ended. */
async function readStat(pid: string): Promise<ProcessStat | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name of the program, in brackets, may hold spaces.
  const rest = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
    (place) => rest[place],
  );
  return { pid: Number(pid), parent, ticks: user + system, endedTicks: endedUser + endedSystem };
}
