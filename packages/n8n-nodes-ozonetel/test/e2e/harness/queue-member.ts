import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findFreePort,
  type N8nRole,
  type N8nSettings,
  pollUntil,
  putInCommunityPackage,
  type RunningN8n,
  startN8n,
} from '@ozonetel-bulk-upload/n8n-runner';
import { ENCRYPTION_KEY, type DeploymentPlan } from './deployment';

const READY_LIMIT_MS = 180_000;
const PROBE_LIMIT_MS = 2_000;

/**
 * One process of queue mode. It is started again whenever it ends, as a container's restart policy does: n8n ends its
 * processes on purpose after ten seconds without Redis.
 */
export class QueueMember {
  #running: RunningN8n | undefined;
  #supervision: Promise<void> = Promise.resolve();
  #isWanted = false;

  private constructor(
    private readonly plan: DeploymentPlan,
    private readonly role: N8nRole,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async create(plan: DeploymentPlan, role: N8nRole, name: string): Promise<QueueMember> {
    const folder = join(plan.folder, name);
    await putInCommunityPackage(plan.packageFolder, folder);
    return new QueueMember(plan, role, folder, await findFreePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  get log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  get #logFile(): string {
    return join(this.folder, 'n8n.log');
  }

  /**
   * Resolves once it answers; from then on it is started again whenever it ends.
   * @throws ActionableError if it does not come up the first time
   */
  async start(settings: N8nSettings): Promise<void> {
    this.#isWanted = true;
    await this.#launch(settings);
    this.#supervision = this.#supervise(settings);
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    await this.#running?.stop();
    await this.#supervision;
  }

  /** Ends it at once, as a machine that fails does. */
  async kill(): Promise<void> {
    const running = this.#running;
    if (running?.pid === undefined) return;
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
  }

  /** @throws Error if it does not answer in time */
  async ready(): Promise<void> {
    const isReady = await pollUntil(async () => ((await this.#answers()) ? true : undefined), {
      limitMs: READY_LIMIT_MS,
    });
    if (isReady !== true) throw new Error(`n8n’s ${this.role} is not ready: ${this.log.slice(-2_000)}`);
  }

  async #answers(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
      return (await fetch(`${this.url}/healthz/readiness`, { signal })).ok;
    } catch {
      return false;
    }
  }

  async #supervise(settings: N8nSettings): Promise<void> {
    while (this.#isWanted) {
      await this.#running?.exited;
      await this.#launchAgain(settings);
    }
    await this.#running?.stop();
  }

  async #launchAgain(settings: N8nSettings): Promise<void> {
    if (!this.#isWanted) return;
    // Without its database or Redis n8n ends while it starts: the next turn starts it once more.
    await this.#launch(settings).catch(() => undefined);
  }

  async #launch(settings: N8nSettings): Promise<void> {
    const { installation, processes } = this.plan;
    this.#running = await startN8n({
      role: this.role,
      installation,
      processes,
      userFolder: this.folder,
      encryptionKey: ENCRYPTION_KEY,
      port: this.port,
      logFile: this.#logFile,
      settings,
    });
  }
}
