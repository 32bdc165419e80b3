import { OZONETEL_UPLOAD_URL, REQUEST_INTERVAL_MS } from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';
import { apiKeysSchema } from './api-keys';
import { configuredUrlSchema, hostSchema, listenHostSchema } from './hosts';
import { trustProxySchema } from './trust-proxy';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The attempts after the first: 5 s, 30 s, 2 min, 10 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. */
const RETRY_SCHEDULE_MS = [
  0,
  5_000,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** setTimeout's own limit; longer waits are stored, not timed. */
const MAX_DURATION_MS = 2 ** 31 - 1;

/** Less than the engine gives a job. */
const MAX_SEND_TIMEOUT_MS = 10 * MINUTE_MS;

function wholeNumber(unit: string, min: number, max: number) {
  const range = `must be a whole number (${unit}) from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,16}$/, range)
    .transform(Number)
    .pipe(z.number().min(min, range).max(max, range));
}

const duration = wholeNumber('milliseconds', 0, MAX_DURATION_MS);
const positiveDuration = wholeNumber('milliseconds', 1, MAX_DURATION_MS);
const bytes = wholeNumber('bytes', 1, Number.MAX_SAFE_INTEGER);
/** Paths are put behind it. */
const baseUrl = configuredUrlSchema.regex(/^[^?]*$/, 'must not contain a query string or fragment');

function list<T>(item: z.ZodType<T, string>) {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .pipe(z.array(item));
}

const encryptionKeys = list(
  z.string().transform((text, context) => {
    const key = readKey(text);
    if (key !== undefined) return key;
    const message = 'each key must be 32 bytes, as 64 hex digits or as 44 characters of base64';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }),
).refine((keys) => keys.length > 0, 'must name at least one key');

/**
 * Strictly, as Buffer skips what is not base64. Earlier releases took any padding, bits to spare in the last character,
 * and quotes, which `docker --env-file` keeps: a key that worked must go on doing so.
 */
function readKey(text: string): Buffer | undefined {
  // Of a quoted list, the first key has one quote, and the last the other.
  const key = text.replace(/^["']|["']$/g, '');
  if (/^[0-9a-f]{64}$/i.test(key)) return Buffer.from(key, 'hex');
  return /^[\w+/-]{43}=*$/.test(key) ? Buffer.from(key, 'base64') : undefined;
}

export interface Setting {
  readonly schema: z.ZodType;
  /** As the environment would spell it; undefined: required. */
  readonly default: string | undefined;
  /** One sentence, with the unit. */
  readonly purpose: string;
  /** Also read from the file that `<NAME>_FILE` names, and never printed. */
  readonly secret?: true;
}

/** Every setting of the connector, in the order of the README's table, which a test compares with it. */
export const SETTINGS = {
  HOST: { schema: listenHostSchema, default: '127.0.0.1', purpose: 'Address to listen on.' },
  PORT: {
    schema: wholeNumber('port', 0, 65535),
    default: '3100',
    purpose: 'Port to listen on; 0 takes a free one.',
  },
  PUBLIC_URL: {
    schema: baseUrl.optional(),
    default: '',
    purpose: 'Base of the callback URLs that Ozonetel posts to; `http://127.0.0.1:<PORT>` if it is empty.',
  },
  CONSOLE: {
    schema: z.enum(['on', 'off'], 'must be on or off'),
    default: 'on',
    purpose: 'Whether the web console is served at `/console`: `on`, or `off`.',
  },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, 'must be file:<path> (SQLite) or postgres://…'),
    default: 'file:./data/connector.sqlite',
    purpose: 'SQLite file (`file:…`), for one process, or Postgres (`postgres://…`), for any number.',
    secret: true,
  },
  CONNECTOR_API_KEYS: {
    schema: list(z.string()).pipe(apiKeysSchema),
    default: undefined,
    purpose:
      'Keys that callers present as `Authorization: Bearer`, comma-separated, each at least 16 characters of ASCII without spaces; `name:key` names one in the log.',
    secret: true,
  },
  RATE_LIMIT_PER_MINUTE: {
    schema: wholeNumber('requests', 1, 1_000_000_000),
    default: '60000',
    purpose: 'Requests per minute with one key; further ones are answered 429.',
  },
  TRUST_PROXY: {
    schema: trustProxySchema,
    default: '',
    purpose:
      'The proxies before the connector whose `X-Forwarded-For` names the caller: their number, or their addresses and CIDR ranges, comma-separated; empty: the header is ignored.',
  },
  ENCRYPTION_KEY: {
    schema: encryptionKeys,
    default: undefined,
    purpose:
      '32 bytes, hex or base64, that encrypt secrets at rest; in a comma-separated list the first encrypts, all decrypt.',
    secret: true,
  },
  OZONETEL_UPLOAD_URL: {
    schema: configuredUrlSchema,
    default: OZONETEL_UPLOAD_URL,
    purpose: "Ozonetel's bulk-upload endpoint. No redirect is followed.",
  },
  OZONETEL_ALLOWED_UPLOAD_URLS: {
    schema: list(configuredUrlSchema),
    default: '',
    purpose: 'Additional allowed values of `account.uploadUrl`, comma-separated.',
  },
  ACCOUNT_INTERVAL_MS: {
    schema: duration,
    default: String(REQUEST_INTERVAL_MS),
    purpose: 'Milliseconds from the end of one send of an account to the start of its next.',
  },
  SEND_TIMEOUT_MS: {
    schema: wholeNumber('milliseconds', 1, MAX_SEND_TIMEOUT_MS),
    default: '120000',
    purpose:
      "Milliseconds from a request's first byte to the end of Ozonetel's reply; then the upload is `unconfirmed`.",
  },
  CALLBACK_TIMEOUT_MS: {
    schema: positiveDuration,
    default: String(30 * MINUTE_MS),
    purpose: 'Milliseconds to wait for a callback; then the upload is `unconfirmed`.',
  },
  FETCH_ALLOWED_HOSTS: {
    schema: list(hostSchema),
    default: '',
    purpose:
      'Hosts that may resolve to private addresses when files are fetched: `host` or `host:port`, comma-separated.',
  },
  RELAY_ALLOWED_HOSTS: {
    schema: list(hostSchema),
    default: '',
    purpose:
      'The only hosts that events may be posted to, comma-separated; empty: any but link-local and metadata ones.',
  },
  FETCH_MAX_BYTES: { schema: bytes, default: '52428800', purpose: 'Largest contact file, in bytes.' },
  FETCH_TIMEOUT_MS: {
    schema: positiveDuration,
    default: '120000',
    purpose: 'Milliseconds that fetching one file may take.',
  },
  CHECK_TIMEOUT_MS: {
    schema: positiveDuration,
    default: String(5 * MINUTE_MS),
    purpose: 'Milliseconds that checking one file may take; then the upload is `rejected`.',
  },
  XLSX_MAX_INFLATED_BYTES: {
    schema: bytes,
    default: '536870912',
    purpose:
      "Largest .xlsx when unpacked, in bytes, by the archive's own directory; its texts may take a quarter of that.",
  },
  MAX_CONNECTIONS: {
    schema: wholeNumber('connections', 1, 1_000_000),
    default: '4096',
    purpose: 'Connections that are open at once; further ones are closed at once.',
  },
  REQUEST_TIMEOUT_MS: {
    schema: positiveDuration,
    default: String(5 * MINUTE_MS),
    purpose: 'Milliseconds that a request may take to arrive; then it is answered 408.',
  },
  REQUEST_IDLE_TIMEOUT_MS: {
    schema: positiveDuration,
    default: '30000',
    purpose:
      'Milliseconds that the body of a request may make no progress, or less than 500 bytes a second, and that all of a callback may take; then it is answered 408.',
  },
  RELAY_RETRY_SCHEDULE_MS: {
    schema: list(duration).refine((delays) => delays.length > 0, 'must name at least one delay'),
    default: RETRY_SCHEDULE_MS.join(','),
    purpose: 'Milliseconds before each attempt of a delivery, comma-separated; after the last it is dead.',
  },
  RETENTION_MS: {
    schema: wholeNumber('milliseconds', 1, Number.MAX_SAFE_INTEGER),
    default: String(90 * 24 * HOUR_MS),
    purpose:
      'Milliseconds that rejected rows, callbacks, events and the texts of outcomes are kept; their codes stay.',
  },
  UNSENT_RETENTION_MS: {
    schema: wholeNumber('milliseconds', 0, Number.MAX_SAFE_INTEGER),
    default: String(7 * 24 * HOUR_MS),
    purpose:
      'Milliseconds that the rows of parts that were not sent or not accepted are kept, encrypted, for `unsent.csv`; 0: they go with their upload.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
