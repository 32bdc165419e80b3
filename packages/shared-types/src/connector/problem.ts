import { z } from 'zod';

/** One fault of a request body. */
export const fieldErrorSchema = z.object({
  /** Dotted path of the member, `contacts.3.PhoneNumber`; empty for the body as a whole. */
  path: z.string(),
  message: z.string(),
});

export type FieldError = z.infer<typeof fieldErrorSchema>;

/** The closed set of reasons why the connector refuses a call. */
export const PROBLEM_TYPES = {
  invalid_body: { status: 400, title: 'The request is invalid' },
  unauthorized: { status: 401, title: 'The API key is missing or wrong' },
  origin_refused: { status: 403, title: 'The request came from another site' },
  not_found: { status: 404, title: 'Not found' },
  request_timeout: { status: 408, title: 'The request timed out before it was complete' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'This is no longer possible' },
  idempotency_key_reused: { status: 409, title: 'This Idempotency-Key belongs to another request' },
  body_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The request line or its headers are too large' },
  unavailable: { status: 503, title: 'The connector is not taking requests now' },
  internal: { status: 500, title: 'The connector failed' },
} as const;

export type ProblemType = keyof typeof PROBLEM_TYPES;

/** An error answer of the connector: `application/problem+json` (RFC 9457), extended by `code` and `errors`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(Object.keys(PROBLEM_TYPES) as [ProblemType, ...ProblemType[]]),
  errors: z.array(fieldErrorSchema).optional(),
  /** The same as in the header `X-Request-Id`; the connector's log has it too. */
  requestId: z.string().optional(),
});

export type Problem = z.infer<typeof problemSchema>;

/** An error that knows its answer. `detail` is written for the caller: what happened, what to change. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly code: ProblemType,
    readonly detail: string,
    readonly errors?: readonly FieldError[],
  ) {
    super(detail);
  }

  /** @param requestId of the request that it answers, by which the log finds it */
  toProblem(requestId?: string): Problem {
    const { status, title } = PROBLEM_TYPES[this.code];
    return {
      type: 'about:blank',
      title,
      status,
      detail: this.detail,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: [...this.errors] }),
      ...(requestId === undefined ? {} : { requestId }),
    };
  }
}

/** Faults that one answer lists, and characters of a path or message in it. */
const MAX_FAULTS = 100;
const MAX_PATH_CHARACTERS = 200;
const MAX_MESSAGE_CHARACTERS = 500;

/** A body that breaks its schema: 400 with every fault, up to a hundred. */
export function invalidBody(faults: readonly FieldError[]): ProblemError {
  const errors = faults.slice(0, MAX_FAULTS).map(({ path, message }) => ({
    path: shorten(path, MAX_PATH_CHARACTERS),
    message: shorten(message, MAX_MESSAGE_CHARACTERS),
  }));
  const detail = errors
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .map((fault) => (fault.endsWith('.') ? fault : `${fault}.`))
    .join(' ');
  return new ProblemError('invalid_body', detail, errors);
}

function shorten(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters)}…` : text;
}

/** The issues of a zod error, up to a hundred, each as a dotted path and a sentence. */
export function toFieldErrors(error: z.ZodError): FieldError[] {
  return error.issues
    .slice(0, MAX_FAULTS)
    .flatMap(unionIssues)
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.slice(0, MAX_FAULTS).map((key) => ({
            path: [...issue.path, key].join('.'),
            message: 'Unknown property.',
          }))
        : [{ path: issue.path.join('.'), message: messageOf(issue) }],
    );
}

/** The issues of the form that the value comes nearest to, where it may have one of several. */
function unionIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const strangers = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0);
  const [nearest = []] = [...issue.errors].sort(
    (a, b) => strangers(a) - strangers(b) || (strangers(a) === 0 ? 0 : a.length - b.length),
  );
  return nearest.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

/** zod's own messages for missing and unlisted values name JavaScript types. */
function messageOf(issue: z.core.$ZodIssue): string {
  const { code, path, message } = issue;
  if (code === 'invalid_key') return issue.issues[0]?.message ?? message;
  if (code === 'invalid_type' && message.endsWith('received undefined'))
    return path.length === 0 ? 'The body is missing.' : 'is missing';
  if (code === 'too_small' && message.startsWith('Too small: expected string')) return 'must not be empty';
  const options = /^Invalid option: expected one of (.+)$/.exec(message)?.[1];
  return options === undefined ? message : `must be one of ${options.replaceAll('|', ', ')}`;
}

/** Parses a body with its schema. @throws ProblemError `invalid_body` with every fault and its path. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalidBody(toFieldErrors(parsed.error));
  return parsed.data;
}
