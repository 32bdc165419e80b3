import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  childEnvironment,
  findFreePort,
  pollUntil,
  type Processes,
  type RunningProcess,
} from '@ozonetel-bulk-upload/n8n-runner';

const READY_LIMIT_MS = 30_000;
const INSTALL =
  'redis-server is not on the PATH, and n8n’s queue mode needs it: ' +
  'install it (Debian and Ubuntu: apt-get install redis-server; macOS: brew install redis), then run the suite again.';

/** A Redis of its own in a private folder; what it was given is on the disk before it answers. */
export class RedisServer {
  #process: RunningProcess | undefined;

  private constructor(
    private readonly processes: Processes,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** @throws Error that says what to install if the machine has no redis-server */
  static async start(processes: Processes, folder: string): Promise<RedisServer> {
    const redis = new RedisServer(processes, folder, await findFreePort());
    await redis.start();
    return redis;
  }

  async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const running = this.processes.start({
      name: 'redis-server',
      command: 'redis-server',
      args: ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--appendonly', 'yes'],
      cwd: this.folder,
      env: childEnvironment({}),
      logFile: join(this.folder, 'redis.log'),
      isService: true,
    });
    this.#process = running;
    let end: string | undefined;
    void running.exited.then(({ reason }) => (end = reason));
    const isReady = await pollUntil(
      async () => end ?? ((await this.#say('PING').catch(() => '')).startsWith('+PONG') ? true : undefined),
      { limitMs: READY_LIMIT_MS, intervalMs: 50 },
    );
    if (isReady === true) return;
    if (end?.includes('ENOENT') === true) throw new Error(INSTALL);
    throw new Error(`redis-server did not start (${end ?? 'no answer'}): ${running.lastLines()}`);
  }

  /** Whether it takes writes, or answers them with its out-of-memory error. */
  async setWritable(isWritable: boolean): Promise<void> {
    const answer = await this.#say(`CONFIG SET maxmemory ${isWritable ? 0 : 1}`);
    if (!answer.startsWith('+OK')) throw new Error(`Redis refused: ${answer}`);
  }

  /** Stops it answering, with its connections open. */
  freeze(): void {
    process.kill(this.#process!.pid!, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.#process!.pid!, 'SIGCONT');
  }

  async kill(): Promise<void> {
    process.kill(this.#process!.pid!, 'SIGKILL');
    await this.#process!.exited;
  }

  #say(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write(`${command}\r\n`));
      socket.setTimeout(2_000, () => socket.destroy(new Error('Redis does not answer.')));
      socket.once('data', (chunk) => {
        resolve(chunk.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
  }
}
