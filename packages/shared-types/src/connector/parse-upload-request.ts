import type { z } from 'zod';
import { checkRequestSchema, type CheckRequest } from './check';
import { restoreProtoColumn, type ContactRequest } from './proto-column';
import { invalidBody, toFieldErrors, type FieldError } from './problem';
import { uploadRequestSchema, type UploadRequest } from './upload-request';

export interface ParseOptions {
  /** Whether the multipart request brings a part `file`. */
  readonly hasFilePart: boolean;
  /** Problems of contacts that were checked separately; `body.contacts` is their placeholder. */
  readonly contactFaults?: readonly FieldError[];
}

/**
 * Parses the body of `POST /v1/uploads`.
 * @throws ProblemError with every fault and its path: breaks of the schema, and a source that is missing,
 *   doubled, or given with a stop ("exactly one" of file, contacts and the part `file`; none with `stop`, which
 *   is no dry run either).
 */
export function parseUploadRequest(body: unknown, options: ParseOptions): UploadRequest {
  return parseContactRequest(uploadRequestSchema, body, options, findSourceFaults);
}

/**
 * Parses the body of `POST /v1/checks`.
 * @throws ProblemError with every fault and its path, as for an upload; a stop has nothing to check
 */
export function parseCheckRequest(body: unknown, options: ParseOptions): CheckRequest {
  return parseContactRequest(checkRequestSchema, body, options, findMissingSource);
}

function parseContactRequest<Request extends ContactRequest>(
  schema: z.ZodType<Request>,
  body: unknown,
  { hasFilePart, contactFaults = [] }: ParseOptions,
  findFaults: (body: object, sources: readonly string[]) => FieldError[],
): Request {
  const parsed = schema.safeParse(body);
  const faults = [
    ...(parsed.success ? restoreProtoColumn(body, parsed.data) : toFieldErrors(parsed.error)),
    ...(typeof body !== 'object' || body === null ? [] : findFaults(body, listSources(body, hasFilePart))),
    ...contactFaults,
  ];
  if (!parsed.success || faults.length > 0) throw invalidBody(faults);
  return parsed.data;
}

function listSources(body: object, hasFilePart: boolean): string[] {
  return [
    ...('file' in body && body.file !== undefined ? ['file'] : []),
    ...('contacts' in body && body.contacts !== undefined ? ['contacts'] : []),
    ...(hasFilePart ? ['the part file'] : []),
  ];
}

function findSourceFaults(body: object, sources: readonly string[]): FieldError[] {
  if (!('action' in body) || body.action !== 'stop') return findMissingSource(body, sources);
  const isDryRun = 'dryRun' in body && body.dryRun === true;
  return [
    ...sources.map((source) => ({
      path: source === 'the part file' ? 'file' : source,
      message: 'A stop carries no contacts: leave this out, or leave out the action.',
    })),
    ...(isDryRun
      ? [
          {
            path: 'dryRun',
            message: 'A stop has nothing to check: leave this out to stop the campaign for real.',
          },
        ]
      : []),
  ];
}

function findMissingSource(_body: object, sources: readonly string[]): FieldError[] {
  if (sources.length === 1) return [];
  const found = sources.length === 0 ? 'none was given' : `${sources.join(' and ')} were given`;
  return [
    {
      path: '',
      message: `Give the contacts exactly once: as file.url, as contacts, or as the part file; ${found}.`,
    },
  ];
}
