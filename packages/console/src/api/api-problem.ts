import { asSentence } from './as-sentence';

/** One fault of a request: the dotted path of the member, and what is wrong with it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

const LATE =
  'The connector does not answer in time. It may be overloaded or stopped: try again, or tell whoever runs it.';
const UNREACHABLE = 'The connector does not answer. Check that it is running and that you are online.';

/** Why the connector did not do what was asked, in a sentence for the user. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    message: string,
    /** The HTTP status; 0 if no answer came. */
    readonly status: number,
    /** As in `problem+json`; `unreachable` where no answer came, `late` where none came in time. */
    readonly code: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message);
  }

  /** Whether the same request would be refused again. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }

  /** Whether the connector may have done what was asked all the same: no answer came, or a proxy's. */
  get mayBeDone(): boolean {
    return this.status === 0 || this.status >= 502;
  }

  static unreachable(): ApiProblem {
    return new ApiProblem(UNREACHABLE, 0, 'unreachable');
  }

  static late(): ApiProblem {
    return new ApiProblem(LATE, 0, 'late');
  }

  /** Of the body of a response that is not ok; a proxy may have written it. */
  static of(body: unknown, status: number): ApiProblem {
    if (!isRecord(body)) return new ApiProblem(strange(status), status, 'unreadable');
    const errors = Array.isArray(body['errors']) ? body['errors'].filter(isFieldError) : [];
    const detail = textOf(body['detail']) ?? textOf(body['title']) ?? strange(status);
    // The detail of a faulty request is its faults, with the names that the API has for the fields.
    const listed = errors.map(({ path, message }) => sentenceOf(labelOf(path), message));
    return new ApiProblem(
      listed.length > 0 ? listed.join(' ') : detail,
      status,
      textOf(body['code']) ?? 'unreadable',
      errors,
    );
  }
}

/** A proxy, a login page: the connector's own answers have a body that says more. */
function strange(status: number): string {
  return `The answer, with status ${status}, did not come from the connector: a proxy may have sent it. Reload the page, or tell whoever runs the connector.`;
}

/** Members of requests as the forms call them. */
const LABELS: Readonly<Record<string, string>> = {
  name: 'Name',
  username: 'CloudAgent user name',
  apiKey: 'API key',
  uploadUrl: 'Upload address',
  url: 'Address (URL)',
  campaignName: 'Campaign',
  columns: 'Columns',
  file: 'Contact file',
  key: 'Connector key',
  since: 'From day',
  until: 'To day',
};

function labelOf(path: string): string {
  if (path === 'file.url') return 'Link';
  const member = path.startsWith('account.') ? path.slice('account.'.length) : path.replace(/[.[].*/, '');
  return LABELS[member] ?? path;
}

function sentenceOf(label: string, message: string): string {
  const text = asSentence(message);
  return label === '' ? text : `${label}: ${text}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';
}

/** What went wrong, as a sentence for the user. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message;
  return error instanceof Error ? error.message : 'Something unexpected happened. Reload the page.';
}
