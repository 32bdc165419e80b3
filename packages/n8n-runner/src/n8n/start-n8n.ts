import { mkdir } from 'node:fs/promises';
import { childEnvironment } from '../process/child-environment';
import { findFreePort } from '../process/choose-port';
import type { Processes, RunningProcess } from '../process/processes';
import { waitUntilReady } from '../process/wait-until-ready';
import type { N8nInstallation } from './install-n8n';

/** What one process of n8n does: all of it, or in queue mode one part. */
export type N8nRole = 'main' | 'worker' | 'webhook';

/** n8n's settings by their documented names; an undefined one takes a default of the demo away. */
export type N8nSettings = Readonly<Record<string, string | undefined>>;

export interface StartN8nOptions {
  /** Default: `main`. */
  readonly role?: N8nRole;
  readonly installation: N8nInstallation;
  readonly processes: Processes;
  /** Keeps database and packages; the same folder and key again: the same n8n again. */
  readonly userFolder: string;
  readonly encryptionKey: string;
  readonly port: number;
  readonly logFile: string;
  /** Further settings of n8n, as its documentation names them. */
  readonly settings?: N8nSettings;
  readonly signal?: AbortSignal;
}

export interface RunningN8n extends RunningProcess {
  readonly url: string;
}

const COMMANDS: Readonly<Record<N8nRole, string>> = { main: 'start', worker: 'worker', webhook: 'webhook' };

/** A first start brings the database up through some 300 migrations. */
const READY_LIMIT_MS = 180_000;

/**
 * Starts n8n on 127.0.0.1 and waits until it answers.
 * @throws ActionableError with the end of its log if it does not come up
 */
export async function startN8n(options: StartN8nOptions): Promise<RunningN8n> {
  const { role = 'main', installation, processes, userFolder, port, logFile, signal } = options;
  await mkdir(userFolder, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const running = processes.start({
    isService: true,
    name: role === 'main' ? 'n8n' : `n8n's ${role}`,
    command: process.execPath,
    args: [installation.entry, COMMANDS[role]],
    cwd: userFolder,
    env: childEnvironment(settingsFor(options, url, await findFreePort())),
    logFile,
  });
  await waitUntilReady(running, `${url}/healthz/readiness`, {
    limitMs: READY_LIMIT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  return Object.assign(running, { url });
}

function settingsFor(
  { userFolder, encryptionKey, port, settings }: StartN8nOptions,
  url: string,
  brokerPort: number,
): Record<string, string> {
  const all: N8nSettings = {
    N8N_USER_FOLDER: userFolder,
    N8N_ENCRYPTION_KEY: encryptionKey,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_HOST: '127.0.0.1',
    N8N_PORT: String(port),
    // A worker answers at a port of its own, and only if it is asked to.
    QUEUE_HEALTH_CHECK_ACTIVE: 'true',
    QUEUE_HEALTH_CHECK_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_EDITOR_BASE_URL: url,
    WEBHOOK_URL: `${url}/`,
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    N8N_SECURE_COOKIE: 'false',
    // Its publication goes through an outbox otherwise, and webhooks are there seconds later.
    N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'false',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    ...settings,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
