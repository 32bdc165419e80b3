import { isUncoded } from '../../net/decode-body';
import { firstField } from './header-field';
import type { OpenResponse } from './open-response';

/** What an answer says of the file's version; nothing for a file whose download cannot be taken up again. */
export interface FileVersion {
  /** For `If-Range`: a strong ETag, else the time of the last change, if that is long enough ago. */
  readonly validator?: string;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** Bytes of the whole file. */
  readonly length?: number | undefined;
}

type Headers = Pick<OpenResponse, 'headers'>;

/** The version of a file by the answer that its download began with. */
export function versionOf({ headers }: Headers): FileVersion {
  const etag = textOf(headers['etag']);
  const lastModified = textOf(headers['last-modified']);
  const time = isStrongTime(headers) ? lastModified : undefined;
  const validator = etag?.startsWith('"') === true ? etag : time;
  const isResumable = isUncoded(headers['content-encoding']) && headers['accept-ranges'] !== 'none';
  if (!isResumable || validator === undefined) return {};
  return { validator, etag, lastModified, length: numberOf(headers['content-length']) };
}

/** A file may change twice in the second that it was sent in, and keep its time (RFC 9110, 8.8.2.2). */
function isStrongTime(headers: OpenResponse['headers']): boolean {
  const [changed, sent] = ['last-modified', 'date'].map((name) => Date.parse(textOf(headers[name]) ?? ''));
  return changed !== undefined && sent !== undefined && changed + 1000 <= sent;
}

/** The bytes that a partial answer brings, by its `Content-Range`. */
export interface Part {
  readonly first: number;
  readonly last: number;
  /** Bytes of the whole file, if the host says. */
  readonly total: number | undefined;
}

/** Undefined where the answer does not say, or holds several parts. */
export function partOf({ headers }: Headers): Part | undefined {
  const range = /^bytes\s+(\d+)-(\d+)\/(\d+|\*)$/i.exec(textOf(headers['content-range']) ?? '');
  if (range === null) return undefined;
  const [, first, last, total] = range;
  return { first: Number(first), last: Number(last), total: total === '*' ? undefined : Number(total) };
}

/** Whether an answer to a request for the whole file brings all of it as a part. */
export function isAllOf({ first, last, total }: Part): boolean {
  return first === 0 && last + 1 === total;
}

/** The same of an answer whose status says that it brings the whole file: it need not say how long that is. */
export function mayBeAllOf({ first, last, total }: Part): boolean {
  return first === 0 && (total === undefined || last + 1 === total);
}

/**
 * Whether a partial answer goes on where the file ends, up to its end, and is about the same version: hosts that do not
 * understand `If-Range` send a part of whatever the file has become.
 */
export function isRestOf(
  { headers }: Headers,
  { bytes, version }: { readonly bytes: number; readonly version: FileVersion },
): boolean {
  const part = partOf({ headers });
  if (part?.first !== bytes || !isUncoded(headers['content-encoding'])) return false;
  return (
    version.etag === textOf(headers['etag']) &&
    isSame(version.lastModified, textOf(headers['last-modified'])) &&
    isSame(version.length, part.total) &&
    part.last + 1 === (part.total ?? version.length)
  );
}

/**
 * A validator that only one response has is ignored, except an ETag: a part has that of the file, or has none either
 * (RFC 9110, 15.3.7).
 */
function isSame<T>(before: T | undefined, now: T | undefined): boolean {
  return before === undefined || now === undefined || before === now;
}

function textOf(header: string | string[] | undefined): string | undefined {
  return firstField(header) || undefined;
}

function numberOf(header: string | string[] | undefined): number | undefined {
  const text = textOf(header);
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}
