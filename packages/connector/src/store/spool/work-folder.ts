import { mkdirSync, mkdtempSync, readdirSync, lstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { PRIVATE_FOLDER } from '../private-file';

/** A private folder of this process for contact files that are checked and not kept. */
export interface WorkFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  close(): Promise<void>;
}

const PREFIX = 'ozonetel-connector-';
const LOCK = 'lock';
const MAX_TRIES = 10;
/** Another process may lock a folder whose lock is just being removed, which makes the file anew. */
const REMOVAL = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 } as const;

/**
 * Opens the work folder and removes those that dead processes left. With SQLite it is beside the database file,
 * which one process has at a time; with Postgres in the system's temporary folder, locked as long as its process
 * lives.
 * @param databaseUrl of an open store
 * @param shared where the work folders of a user's processes lie, with Postgres
 */
export async function openWorkFolder(databaseUrl: string, shared = tmpdir()): Promise<WorkFolder> {
  return databaseUrl.startsWith('file:')
    ? openBeside(resolve(databaseUrl.slice('file:'.length)))
    : openShared(shared);
}

async function openBeside(database: string): Promise<WorkFolder> {
  const path = join(dirname(database), `${basename(database)}-work`);
  await rm(path, REMOVAL);
  mkdirSync(path, { mode: PRIVATE_FOLDER });
  return workFolder(path, () => undefined);
}

async function openShared(parent: string): Promise<WorkFolder> {
  await sweep(parent);
  for (let tries = 1; ; tries += 1) {
    const path = mkdtempSync(join(parent, PREFIX));
    const release = lock(path);
    if (release !== undefined) return workFolder(path, release);
    // Another process that was just started has taken it for a dead one's.
    if (tries >= MAX_TRIES) throw new Error(`No folder can be locked in ${parent}.`);
  }
}

function workFolder(path: string, release: () => void): WorkFolder {
  return {
    path,
    async close() {
      await rm(path, REMOVAL);
      release();
    },
  };
}

/** Removes the folders of this user whose lock nobody holds any more. */
async function sweep(parent: string): Promise<void> {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(parent, name);
    if (!isOurs(path)) continue;
    const release = lock(path);
    if (release === undefined) continue;
    await rm(path, REMOVAL);
    release();
  }
}

/** The temporary folder is everybody's: neither a link nor another user's folder is followed. */
function isOurs(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && (process.getuid === undefined || stats.uid === process.getuid());
}

/**
 * Locks a folder until the process ends, however it ends, or undefined if another holds it. SQLite's lock, since
 * Node has none of its own, and a process id means nothing to another container.
 */
function lock(path: string): (() => void) | undefined {
  let database: SqliteDatabase.Database | undefined;
  try {
    database = new SqliteDatabase(join(path, LOCK), { timeout: 0 });
    database.exec('begin exclusive');
    const held = database;
    return () => void held.close();
  } catch {
    database?.close();
    return undefined;
  }
}
