import type { UploadRequest } from '@ozonetel-bulk-upload/shared-types';
import type { SpooledFile } from '../../store/spool/spool';

export interface ReceivedFile extends SpooledFile {
  /** Hex, of the bytes as they came. */
  readonly sha256: string;
}

/**
 * What two requests under one `Idempotency-Key` are compared by: the parsed request, its members in order, and
 * the file's digest. It holds the apiKey: only its HMAC is stored.
 */
export function describeRequest(request: UploadRequest, file: ReceivedFile | undefined): string {
  return JSON.stringify([sortMembers(request), file?.sha256 ?? null]);
}

function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sortMembers(member)]));
}
