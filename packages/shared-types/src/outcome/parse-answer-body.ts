/** The members of an answer that could be read. */
export interface AnswerFields {
  readonly status?: string;
  readonly message?: string;
  readonly campaign?: string;
  readonly username?: string;
}

const FIELDS = ['status', 'message', 'campaign', 'username'] as const;

/** Fields or parts of a body that are read: an answer has four, and a hostile body may have a million. */
const MAX_FIELDS = 100;
/** Members and brackets of a JSON body that is read, where it has more characters than this. */
const MAX_STRUCTURE = 20_000;

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
  if (isStrewn(text)) return fromBareMembers(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fromBareMembers(text);
  }
  // Some stacks answer with JSON inside a JSON string.
  return typeof value === 'string' ? fromJson(value.trim()) : fromRecord(value);
}

/** Whether reading it as JSON would build an object out of all proportion to any answer. */
function isStrewn(text: string): boolean {
  if (text.length <= MAX_STRUCTURE) return false;
  let structure = 0;
  for (let at = 0; at < text.length && structure <= MAX_STRUCTURE; at += 1) {
    const character = text.charCodeAt(at);
    if (character === COLON || character === BRACKET || character === BRACE) structure += 1;
  }
  return structure > MAX_STRUCTURE;
}

const COLON = 0x3a;
const BRACKET = 0x5b;
const BRACE = 0x7b;

const BARE_MEMBER = /"(status|message|campaign|username)"\s*:\s*"/gi;

/** The page prints answers without braces and with a brace only at the end: `"status": "…" "message": "…"}`. */
function fromBareMembers(text: string): AnswerFields | undefined {
  if (!/^\{?\s*"(?:status|message|campaign|username)"\s*:/i.test(text)) return undefined;
  const fields: [string, string][] = [];
  BARE_MEMBER.lastIndex = 0;
  for (let found = BARE_MEMBER.exec(text); found !== null; found = BARE_MEMBER.exec(text)) {
    const start = BARE_MEMBER.lastIndex;
    const end = closingQuote(text, start);
    if (end === -1 || fields.length === MAX_FIELDS) break;
    fields.push([found[1] ?? '', text.slice(start, end)]);
    BARE_MEMBER.lastIndex = end + 1;
  }
  return fromRecord(Object.fromEntries(fields));
}

/** Where the text that begins at `start` ends: at the first quote behind an even number of backslashes. */
function closingQuote(text: string, start: number): number {
  for (let quote = text.indexOf('"', start); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let unescaped = quote;
    while (unescaped > start && text[unescaped - 1] === '\\') unescaped -= 1;
    if ((quote - unescaped) % 2 === 0) return quote;
  }
  return -1;
}

function fromForm(text: string): AnswerFields | undefined {
  if (text.startsWith('<') || text.startsWith('{')) return undefined;
  const fields = text.split('&', MAX_FIELDS).join('&');
  return fromRecord(Object.fromEntries(new URLSearchParams(fields)));
}

function fromMultipart(text: string): AnswerFields | undefined {
  const boundary = /^--([^\r\n]+)\r?\n/.exec(text)?.[1];
  if (boundary === undefined) return undefined;
  const fields = text.split(`--${boundary}`, MAX_FIELDS).flatMap((part): [string, string][] => {
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
