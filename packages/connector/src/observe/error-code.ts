/**
 * The code of an error of Node.js, a driver or a library, such as `ECONNRESET`; undefined if it has none. By its
 * members: an error of a native module, or of another realm, need not be an instance of this one's Error.
 */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What an error is called where its message may say too much: its code, or its name. */
export function codeOrName(error: unknown): string {
  const code = errorCode(error);
  if (code !== undefined) return code;
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : 'unknown';
}
