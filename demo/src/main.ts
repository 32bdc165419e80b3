import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { choosePorts } from './choose-ports';
import { ActionableError, describeLog, Processes } from '@ozonetel-bulk-upload/n8n-runner';
import { createWorld } from './demo-world';
import { Interrupted } from './interrupted';
import { project } from './project';
import { createReporter } from './report/reporter';
import { presentDemo } from './present-demo';
import { loadSettings } from './settings';
import { watchParent } from './watch-parent';
import { watchSignals } from './watch-signals';

async function main(): Promise<void> {
  const settings = loadSettings(process.argv.slice(2), process.env);
  const dataFolder = join(project.cache, 'demo', `run-${new Date().toISOString().replace(/[:.]/g, '-')}`);
  const ending = new AbortController();
  const processes = new Processes((service, { reason }) => {
    ending.abort(new ActionableError(`${service.name} ended by itself (${reason}). ${describeLog(service)}`));
  });
  process.once('exit', () => processes.killAll());
  ending.signal.addEventListener('abort', () => void processes.stopAll());
  watchSignals((signal) => {
    // A user who asks twice does not want to wait.
    if (ending.signal.aborted) process.exit(new Interrupted(signal).exitCode);
    ending.abort(new Interrupted(signal));
  });
  const isUnderNpm = process.env['npm_lifecycle_event'] !== undefined;
  if (isUnderNpm) watchParent(() => ending.abort(new Interrupted('SIGTERM')));
  const reporter = createReporter(process.stdout);
  const ports = await choosePorts(settings.ports, reporter);
  const context = { world: createWorld(), ports, processes, reporter, dataFolder, signal: ending.signal };
  try {
    await presentDemo(context, { once: settings.once, write: (text) => process.stdout.write(text) });
  } catch (error) {
    await processes.stopAll();
    const cause: unknown = ending.signal.aborted ? ending.signal.reason : error;
    if (cause instanceof Interrupted) await rm(dataFolder, { recursive: true, force: true });
    else if (existsSync(dataFolder)) process.stdout.write(`\nData and logs of this run: ${dataFolder}\n`);
    throw cause;
  }
  await processes.stopAll();
  await rm(dataFolder, { recursive: true, force: true });
}

function explain(error: unknown): string {
  if (error instanceof ActionableError || error instanceof Interrupted) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`\n${explain(error)}\n`);
    process.exit(error instanceof Interrupted ? error.exitCode : 1);
  },
);
