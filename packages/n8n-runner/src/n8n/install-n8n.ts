import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionableError } from '../actionable-error';
import { describeLog } from '../process/describe-log';
import type { Processes } from '../process/processes';
import { readLastLines } from '../process/read-last-lines';
import { explainInstallFailure, type InstallStep } from './explain-install-failure';
import { findNpm, type Npm } from './find-npm';
import { MANIFEST_FILES, readN8nManifest, type N8nManifest } from './n8n-manifest';
import { npmEnvironment } from './npm-environment';
import { watchInstallProgress, type ShowProgress } from './watch-install-progress';

/** An n8n on this machine's disk, ready to be started. */
export interface N8nInstallation {
  readonly version: string;
  readonly folder: string;
  /** The script that Node runs. */
  readonly entry: string;
}

export interface InstallOptions {
  /** Holds `package.json`, with one exact version of n8n, and `package-lock.json`. */
  readonly manifestFolder: string;
  /** Where installations are kept for the next time, one folder for each manifest. */
  readonly cacheFolder: string;
  readonly processes: Processes;
  readonly showProgress: ShowProgress;
  readonly npm?: Npm;
}

/** Whether the n8n of a manifest folder is in the cache already. */
export async function isN8nInstalled({
  manifestFolder,
  cacheFolder,
}: Pick<InstallOptions, 'manifestFolder' | 'cacheFolder'>): Promise<boolean> {
  const { name } = await readN8nManifest(manifestFolder);
  return existsSync(join(cacheFolder, name));
}

/**
 * The n8n that a manifest folder asks for, from the cache or from the registry. It is put together in a folder
 * of its own and renamed when it is whole, so a run that breaks off leaves nothing that could be taken for it.
 * @throws ActionableError that says what to do if a download or the build of sqlite3 fails
 */
export async function installN8n(options: InstallOptions): Promise<N8nInstallation> {
  const manifest = await readN8nManifest(options.manifestFolder);
  const folder = join(options.cacheFolder, manifest.name);
  if (!existsSync(folder)) await install(manifest, folder, options);
  return {
    version: manifest.version,
    folder,
    entry: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
  };
}

async function install(manifest: N8nManifest, folder: string, options: InstallOptions): Promise<void> {
  await removeAbandoned(options.cacheFolder);
  const workshop = `${folder}${UNFINISHED}${process.pid}`;
  try {
    await mkdir(workshop, { recursive: true });
    for (const file of MANIFEST_FILES) await cp(join(manifest.folder, file), join(workshop, file));
    await downloadPackages(manifest, workshop, options);
    await buildSqlite(manifest, workshop, options);
    await rename(workshop, folder).catch((error: unknown) => {
      // Another run was faster, and its installation is as good.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function downloadPackages(
  manifest: N8nManifest,
  workshop: string,
  options: InstallOptions,
): Promise<void> {
  options.showProgress('asking the registry');
  // Without a connection npm ci tries for many minutes; this says so at once.
  const look = [
    'view',
    `n8n@${manifest.version}`,
    'version',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
  ];
  await runNpm(
    'download',
    `asking the registry for n8n ${manifest.version}`,
    look,
    manifest,
    workshop,
    options,
  );
  const stopWatching = watchInstallProgress(workshop, manifest.packageFolders, options.showProgress);
  try {
    // Its packages' own install scripts do not run: n8n needs one of them alone.
    const command = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await runNpm('download', `downloading n8n ${manifest.version}`, command, manifest, workshop, options);
  } finally {
    stopWatching();
  }
}

async function buildSqlite(manifest: N8nManifest, workshop: string, options: InstallOptions): Promise<void> {
  options.showProgress('building sqlite3, about a minute');
  const command = ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'];
  await runNpm('build', 'building sqlite3', command, manifest, workshop, options);
}

async function runNpm(
  step: InstallStep,
  task: string,
  command: readonly string[],
  manifest: N8nManifest,
  cwd: string,
  { processes, cacheFolder, npm = findNpm() }: InstallOptions,
): Promise<void> {
  const logFile = join(cacheFolder, `${manifest.name}.${step}.log`);
  // What an earlier try says is no reason of this one.
  await rm(logFile, { force: true });
  const running = processes.start({
    name: 'npm',
    command: npm.command,
    args: [...npm.args, ...command],
    cwd,
    env: npmEnvironment(),
    logFile,
  });
  const exit = await running.exited;
  if (exit.ok) return;
  const { evidence, advice } = explainInstallFailure(step, readLastLines(logFile, LINES_LOOKED_AT));
  const said = evidence === undefined ? '' : ` and says: ${evidence}`;
  throw new ActionableError(
    `npm failed at ${task} (${exit.reason})${said}\n${advice}\n${describeLog(running)}`,
  );
}

/** After its reason node-gyp prints a screenful about itself. */
const LINES_LOOKED_AT = 500;

const UNFINISHED = '.unfinished-';

/** Removes what runs left behind that were killed while they installed. */
async function removeAbandoned(cacheFolder: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  for (const name of await readdir(cacheFolder)) {
    const pid = name.split(UNFINISHED)[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      // An npm that outlived its run may still be writing; then it is for the next time.
      await rm(join(cacheFolder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
