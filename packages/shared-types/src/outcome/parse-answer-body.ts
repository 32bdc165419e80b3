/** The members of an answer that could be read. */
export interface AnswerFields {
  readonly status?: string;
  readonly message?: string;
  readonly campaign?: string;
  readonly username?: string;
}

const FIELDS = ['status', 'message', 'campaign', 'username'] as const;

/**
 * The vendor's answer in a raw body, whatever its content type says or if it is missing: JSON, multipart, form
 * fields, or a field `data` that holds JSON (docs/ozonetel-api.md, question 7). Undefined where no reading yields a member. Never
 * throws.
 */
export function parseAnswerBody(body: string): AnswerFields | undefined {
  const text = body.replace(/^\uFEFF/, '').trim();
  if (text === '') return undefined;
  return fromJson(text) ?? fromMultipart(text) ?? fromForm(text);
}

function fromJson(text: string): AnswerFields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fromBareMembers(text);
  }
  // Some stacks answer with JSON inside a JSON string.
  return typeof value === 'string' ? fromJson(value.trim()) : fromRecord(value);
}

/** The page prints answers without braces and with a brace only at the end: `"status": "…" "message": "…"}`. */
function fromBareMembers(text: string): AnswerFields | undefined {
  if (!/^\{?\s*"(?:status|message|campaign|username)"\s*:/i.test(text)) return undefined;
  const members = text.matchAll(/"(status|message|campaign|username)"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"/gi);
  return fromRecord(Object.fromEntries(Array.from(members, ([, name = '', value]) => [name, value])));
}

function fromForm(text: string): AnswerFields | undefined {
  if (text.startsWith('<') || text.startsWith('{')) return undefined;
  return fromRecord(Object.fromEntries(new URLSearchParams(text)));
}

function fromMultipart(text: string): AnswerFields | undefined {
  const boundary = /^--([^\r\n]+)\r?\n/.exec(text)?.[1];
  if (boundary === undefined) return undefined;
  const fields = text.split(`--${boundary}`).flatMap((part): [string, string][] => {
    const [, head = '', value = ''] = /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(part) ?? [];
    const name = /[;\s]name="?([^";\r\n]+)"?/i.exec(head)?.[1];
    return name === undefined ? [] : [[name, value.replace(/\r?\n$/, '')]];
  });
  return fromRecord(Object.fromEntries(fields));
}

function fromRecord(value: unknown): AnswerFields | undefined {
  const record: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof record !== 'object' || record === null) return undefined;
  const fields = readFields(record);
  if (fields !== undefined || !('data' in record)) return fields;
  const { data } = record;
  if (typeof data === 'string') return fromJson(data.trim());
  return typeof data === 'object' && data !== null ? readFields(data) : undefined;
}

function readFields(record: object): AnswerFields | undefined {
  const found: Partial<Record<(typeof FIELDS)[number], string>> = {};
  for (const [key, member] of Object.entries(record)) {
    const field = FIELDS.find((name) => name === key.trim().toLowerCase());
    if (field === undefined || !isScalar(member)) continue;
    if (field === 'status' && isHttpStatus(member)) continue;
    found[field] = String(member);
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

/**
 * A web framework's own error page in JSON, `{"status": 500, "error": …}`, is no word of the vendor's, whose
 * statuses are words: it must not be taken for a refusal, since the file may be in.
 */
function isHttpStatus(status: string | number | boolean): boolean {
  return typeof status === 'number' && status >= 100 && status <= 599;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
