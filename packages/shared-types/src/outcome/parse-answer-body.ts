export interface AnswerFields {
  readonly status: string;
  readonly message: string;
  readonly campaign?: string;
  readonly username?: string;
}

const FIELDS = ['status', 'message', 'campaign', 'username'] as const;

/**
 * The vendor's answer in a raw body, whatever its content type says or if it is missing: JSON, form fields,
 * a form field `data` that holds JSON, or multipart, tried in this order (field notes, 7). Undefined where
 * no reading yields a `status`.
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
  // Some stacks answer with JSON inside a JSON string, or with an array of one.
  if (typeof value === 'string') return value === text ? undefined : fromJson(value.trim());
  return fromRecord(Array.isArray(value) ? value[0] : value);
}

/** The page prints answers without braces and with a brace only at the end: `"status": "…" "message": "…"}`. */
function fromBareMembers(text: string): AnswerFields | undefined {
  if (!/^\{?\s*"status"\s*:/i.test(text)) return undefined;
  const members = text.matchAll(/"(status|message|campaign|username)"\s*:\s*"((?:[^"\\]|\\.)*)"/gi);
  return fromRecord(Object.fromEntries(Array.from(members, ([, name = '', value]) => [name, value])));
}

function fromForm(text: string): AnswerFields | undefined {
  if (text.startsWith('<') || text.startsWith('{')) return undefined;
  const fields: Record<string, string> = Object.fromEntries(new URLSearchParams(text));
  return fromFields(fields);
}

function fromMultipart(text: string): AnswerFields | undefined {
  const boundary = /^--([^\r\n]+)\r?\n/.exec(text)?.[1];
  if (boundary === undefined) return undefined;
  const fields: Record<string, string> = {};
  for (const part of text.split(`--${boundary}`)) {
    const [, head = '', value = ''] = /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)\r?\n?$/.exec(part) ?? [];
    const name = /name="?([^";\r\n]+)"?/i.exec(head)?.[1];
    if (name !== undefined) fields[name] = value;
  }
  return fromFields(fields);
}

function fromFields(fields: Record<string, string>): AnswerFields | undefined {
  const data = fields['data'];
  return fromRecord(fields) ?? (data === undefined ? undefined : fromJson(data.trim()));
}

function fromRecord(value: unknown): AnswerFields | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: Partial<Record<(typeof FIELDS)[number], string>> = {};
  for (const [key, member] of Object.entries(value)) {
    const field = FIELDS.find((name) => name === key.trim().toLowerCase());
    if (field !== undefined && isScalar(member)) found[field] = String(member);
  }
  if (found.status === undefined) return undefined;
  return { ...found, status: found.status, message: found.message ?? '' };
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
