import { isDeepStrictEqual } from 'node:util';
import { uploadRequestSchema, type UploadRequest } from '@ozonetel-bulk-upload/shared-types';
import type { NewSpooledFile } from '../../store/spool/spool';

export interface ReceivedFile extends NewSpooledFile {
  /** Hex, of the bytes as they came. */
  readonly sha256: string;
}

/**
 * What two requests under one `Idempotency-Key` are compared by: the parsed request, its members in order, and
 * the file's digest. It holds the apiKey: only its HMAC is stored.
 */
export function describeRequest(request: UploadRequest, file: ReceivedFile | undefined): string {
  return JSON.stringify([sortMembers(withoutLaterDefaults(request)), file?.sha256 ?? null]);
}

/** Members with defaults that requests had when the first of them were stored: those are written out. */
const FIRST_DEFAULTS = ['columns', 'agentIds', 'skills', 'invalidRows', 'duplicates', 'split', 'dryRun'];

/** Without members of later releases that have their default: a replay of a request from before is no other. */
function withoutLaterDefaults(request: UploadRequest): Partial<UploadRequest> {
  const members = Object.entries(request).filter(
    ([name, value]) => FIRST_DEFAULTS.includes(name) || !isDefault(name as keyof UploadRequest, value),
  );
  return Object.fromEntries(members);
}

function isDefault(name: keyof UploadRequest, value: unknown): boolean {
  const absent = uploadRequestSchema.shape[name].safeParse(undefined);
  return absent.success && absent.data !== undefined && isDeepStrictEqual(absent.data, value);
}

function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sortMembers(member)]));
}
