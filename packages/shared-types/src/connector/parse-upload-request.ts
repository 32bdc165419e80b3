import { restoreProtoColumn } from './proto-column';
import { invalidBody, toFieldErrors, type FieldError } from './problem';
import { uploadRequestSchema, type UploadRequest } from './upload-request';

/**
 * Parses the body of `POST /v1/uploads`.
 * @param hasFilePart whether the multipart request brings a part `file`
 * @param contactFaults what is wrong with contacts that were checked apart; `body.contacts` stands for them
 * @throws ProblemError with every fault and its path: breaks of the schema, and a source that is missing,
 *   doubled, or given with a stop ("exactly one" of file, contacts and the part `file`; none with `stop`, which
 *   is no dry run either).
 */
export function parseUploadRequest(
  body: unknown,
  { hasFilePart, contactFaults = [] }: { hasFilePart: boolean; contactFaults?: readonly FieldError[] },
): UploadRequest {
  const parsed = uploadRequestSchema.safeParse(body);
  const faults = [
    ...(parsed.success ? restoreProtoColumn(body, parsed.data) : toFieldErrors(parsed.error)),
    ...findSourceFaults(body, hasFilePart),
    ...contactFaults,
  ];
  if (!parsed.success || faults.length > 0) throw invalidBody(faults);
  return parsed.data;
}

function findSourceFaults(body: unknown, hasFilePart: boolean): FieldError[] {
  if (typeof body !== 'object' || body === null) return [];
  const sources = [
    ...('file' in body && body.file !== undefined ? ['file'] : []),
    ...('contacts' in body && body.contacts !== undefined ? ['contacts'] : []),
    ...(hasFilePart ? ['the part file'] : []),
  ];
  const isStop = 'action' in body && body.action === 'stop';
  if (isStop) {
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
              message: 'A stop has nothing to check: leave this out to stop the campaign in earnest.',
            },
          ]
        : []),
    ];
  }
  if (sources.length === 1) return [];
  const found = sources.length === 0 ? 'none was given' : `${sources.join(' and ')} were given`;
  return [
    {
      path: '',
      message: `Give the contacts exactly once: as file.url, as contacts, or as the part file; ${found}.`,
    },
  ];
}
