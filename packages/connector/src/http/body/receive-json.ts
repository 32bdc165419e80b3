import { invalidBody, ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { JsonError, type JsonList } from '../../json/json-reader';
import type { ReadJson } from '../../json/read-json';
import type { BodyDeadlines } from './arriving-chunks';
import { readBody, type BodyLimits } from './read-body';

export interface ReceiveJsonDeps {
  readonly readJson: ReadJson;
  readonly bodyDeadlines: BodyDeadlines;
}

/** RFC 8259: JSON between systems is UTF-8. */
const CHARSETS = ['utf-8', 'utf8', 'us-ascii'];

/**
 * Reads a request's JSON body within bounds of bytes, nesting and time.
 * @param list whose elements are handed over one by one
 * @throws ProblemError
 */
export async function receiveJson(
  request: Request,
  { readJson, bodyDeadlines }: ReceiveJsonDeps,
  limits: BodyLimits,
  list?: JsonList,
): Promise<unknown> {
  // Null: there is no body, which reading will say.
  if (request.is('application/json') === false) {
    throw new ProblemError('unsupported_media_type', 'Send the body as application/json.');
  }
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(request.get('content-type') ?? '')?.[1] ?? 'utf-8';
  if (!CHARSETS.includes(charset.toLowerCase())) {
    throw new ProblemError('unsupported_media_type', 'The charset of JSON must be utf-8.');
  }
  return parseJson(readBody(request, limits, bodyDeadlines), readJson, '', list);
}

/** @param path of the member or part that the JSON is, for its errors */
export async function parseJson(
  content: AsyncIterable<Uint8Array>,
  readJson: ReadJson,
  path: string,
  list?: JsonList,
): Promise<unknown> {
  try {
    return await readJson(content, list);
  } catch (error) {
    if (error instanceof JsonError) throw invalidBody([{ path, message: error.message }]);
    throw error;
  }
}
