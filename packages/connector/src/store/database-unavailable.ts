import { errorCode } from '../observe/error-code';
import { FileLostError } from './store-error';

/*
 * Faults that pass by themselves: the database is away, being started, switched over or out of room, or its file was
 * moved away. The same statement may succeed later; it is not wrong, as a broken constraint or a bug is.
 */

/** Primary result codes of SQLite; the extended ones begin with them (sqlite.org/rescode.html). */
const SQLITE_CODES = ['BUSY', 'LOCKED', 'FULL', 'IOERR', 'READONLY', 'CANTOPEN', 'PROTOCOL', 'NOMEM'];

/** Classes of SQLSTATE: connection, resources (the disk is full), operator intervention, system (postgresql.org, A). */
const POSTGRES_CLASSES = ['08', '53', '57', '58'];

/** Serialization failure, deadlock, lock timeout, idle in transaction, a read-only server (a standby). */
const POSTGRES_CODES = new Set(['40001', '40P01', '55P03', '25P03', '25006']);

/** The system's: no room, an input or output fault, a connection that broke or cannot be made. */
const SYSTEM_CODES = new Set(
  (
    'ENOSPC EDQUOT EFBIG EIO EROFS EMFILE ENFILE ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT ' +
    'EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL ENOTFOUND EAI_AGAIN'
  ).split(' '),
);

/** `pg`, Kysely and better-sqlite3 give these no code; the last two are those of a connection that was closed. */
const MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed',
  'driver has already been destroyed',
  'The database connection is not open',
];

/** Whether a database (or disk) error may pass by itself, by its code. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof FileLostError) return true;
  // By its members: an error of a native module need not be an instance of this realm's Error.
  if (typeof error !== 'object' || error === null) return false;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return error.errors.every(isDatabaseUnavailable);
  const code = errorCode(error);
  const message = 'message' in error ? String(error.message) : '';
  if (code === undefined) return MESSAGES.some((beginning) => message.startsWith(beginning));
  if (code.startsWith('SQLITE_')) return SQLITE_CODES.includes(code.split('_')[1] ?? '');
  if (SYSTEM_CODES.has(code) || POSTGRES_CODES.has(code)) return true;
  return /^[0-9A-Z]{5}$/.test(code) && POSTGRES_CLASSES.includes(code.slice(0, 2));
}
