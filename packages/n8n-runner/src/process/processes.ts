import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { readLastLines } from './read-last-lines';

export interface ProcessPlan {
  /** As the user knows it: `n8n`, `the connector`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes what the process says, on both streams; kept if it was there before. */
  readonly logFile: string;
  /** Whether it is meant to run until it is stopped. */
  readonly isService?: boolean;
}

export interface ProcessExit {
  /** `code 1`, `signal SIGKILL`, or why it could not be started. */
  readonly reason: string;
  readonly ok: boolean;
}

export interface RunningProcess {
  readonly name: string;
  readonly logFile: string;
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  /** Settles when the process has ended, however; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Asks it to end, insists after a while, and takes what it started with it. */
  stop(): Promise<void>;
  /** The end of its log, for an error. */
  lastLines(): string;
}

/** n8n may take seconds to let go of its executions; what is no service has nothing to put in order. */
const STOP_LIMIT_MS = { service: 15_000, other: 2_000 };

/** Learns which processes run: what has to end them after this one was killed. */
export interface ProcessWatcher {
  started(pid: number | undefined): void;
  ended(pid: number | undefined): void;
}

/** The processes that one run started; whatever happens, none of them outlives it. */
export class Processes {
  private readonly running = new Set<StartedProcess>();

  /** @param onServiceEnd called when a service exits without having been stopped */
  constructor(
    private readonly onServiceEnd?: (service: RunningProcess, exit: ProcessExit) => void,
    private readonly watcher?: ProcessWatcher,
  ) {}

  start(plan: ProcessPlan): RunningProcess {
    const started = new StartedProcess(plan);
    this.running.add(started);
    this.watcher?.started(started.pid);
    void started.exited.then((exit) => {
      this.watcher?.ended(started.pid);
      this.running.delete(started);
      if (plan.isService === true && !started.isStopped) this.onServiceEnd?.(started, exit);
    });
    return started;
  }

  /** Ends all, the newest first, since it may still call the older ones. */
  async stopAll(): Promise<void> {
    for (const started of [...this.running].reverse()) await started.stop();
  }

  /** The last resort, without waiting: for the moment before this process itself ends. */
  killAll(): void {
    for (const started of this.running) started.kill('SIGKILL');
  }
}

class StartedProcess implements RunningProcess {
  readonly name: string;
  readonly logFile: string;
  readonly pid: number | undefined;
  readonly exited: Promise<ProcessExit>;
  isStopped = false;
  private readonly stopLimitMs: number;
  private readonly child: ChildProcess;

  constructor({ name, command, args, cwd, env, logFile, isService }: ProcessPlan) {
    this.name = name;
    this.logFile = logFile;
    this.stopLimitMs = isService === true ? STOP_LIMIT_MS.service : STOP_LIMIT_MS.other;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a', 0o600);
    // A group of its own: Ctrl-C reaches this process alone, which then ends the others in order.
    this.child = spawn(command, args, { cwd, env, stdio: ['ignore', log, log], detached: hasGroups });
    closeSync(log);
    this.pid = this.child.pid;
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => resolve({ reason: error.message, ok: false }));
      this.child.once('exit', (code, signal) => {
        this.killGroup('SIGKILL');
        resolve({ reason: signal === null ? `code ${code}` : `signal ${signal}`, ok: code === 0 });
      });
    });
  }

  async stop(): Promise<void> {
    if (!this.isStopped) this.child.kill('SIGTERM');
    this.isStopped = true;
    const insisting = setTimeout(() => this.kill('SIGKILL'), this.stopLimitMs);
    await this.exited;
    clearTimeout(insisting);
  }

  lastLines(): string {
    return readLastLines(this.logFile);
  }

  kill(signal: NodeJS.Signals): void {
    if (hasGroups) this.killGroup(signal);
    else this.child.kill(signal);
  }

  private killGroup(signal: NodeJS.Signals): void {
    if (!hasGroups || this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }
}

const hasGroups = process.platform !== 'win32';
