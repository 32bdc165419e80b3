import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { ApiKey } from './api-keys';
import { SETTINGS, type Setting, type SettingName } from './settings';

export type Env = Readonly<Record<string, string | undefined>>;
type Values = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']> };

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Undefined: 127.0.0.1 and the port that the server gets. Never ends in a slash. */
  readonly publicUrl: string | undefined;
  readonly console: 'on' | 'off';
  readonly databaseUrl: string;
  readonly apiKeys: readonly ApiKey[];
  readonly rateLimitPerMinute: number;
  /** As Express takes it. */
  readonly trustProxy: number | string[] | false;
  readonly encryptionKeys: readonly Buffer[];
  readonly uploadUrl: string;
  readonly allowedUploadUrls: readonly string[];
  readonly accountIntervalMs: number;
  readonly sendTimeoutMs: number;
  readonly callbackTimeoutMs: number;
  readonly fetchAllowedHosts: readonly string[];
  readonly relayAllowedHosts: readonly string[];
  readonly fetchMaxBytes: number;
  readonly fetchTimeoutMs: number;
  readonly checkTimeoutMs: number;
  readonly xlsxMaxInflatedBytes: number;
  readonly maxConnections: number;
  readonly requestTimeoutMs: number;
  readonly requestIdleTimeoutMs: number;
  readonly relayRetryScheduleMs: readonly number[];
  readonly retentionMs: number;
  readonly unsentRetentionMs: number;
}

/** Names every setting that is missing or malformed, one a line. Shows no secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`Invalid configuration:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/**
 * Reads the configuration from environment variables; a secret may come from the file `<NAME>_FILE`.
 * @throws ConfigError with all faults at once
 */
export function loadConfig(
  env: Env,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const faults: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting][]) {
    try {
      values[name] = parseSetting(name, setting, env, readFile);
    } catch (error) {
      faults.push(error instanceof ConfigFault ? error.message : `${name}: ${String(error)}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return toConfig(values as Values);
}

class ConfigFault extends Error {}

function parseSetting(
  name: SettingName,
  setting: Setting,
  env: Env,
  readFile: (path: string) => string,
): unknown {
  const given = setting.secret ? readSecret(name, env, readFile) : env[name];
  const text = given === undefined || given.trim() === '' ? setting.default : given.trim();
  if (text === undefined) throw new ConfigFault(`${name} is required. ${setting.purpose}`);
  const parsed = setting.schema.safeParse(
    text === '' && setting.schema.safeParse(undefined).success ? undefined : text,
  );
  if (parsed.success) return parsed.data;
  const reasons = [...new Set(parsed.error.issues.map((issue) => issue.message))].join('; ');
  const shown = setting.secret ? '' : ` (it is ${JSON.stringify(withoutUserinfo(text))})`;
  throw new ConfigFault(`${name} ${reasons}${shown}. ${setting.purpose}`);
}

/** A password in a URL is refused, and not repeated. */
function withoutUserinfo(text: string): string {
  return text.replace(/(\/[/\\]*)[^/\\?#,]*@/g, '$1…@');
}

function readSecret(name: SettingName, env: Env, readFile: (path: string) => string): string | undefined {
  const path = env[`${name}_FILE`];
  if (path === undefined || path === '') return env[name];
  if (env[name] !== undefined && env[name] !== '') {
    throw new ConfigFault(`${name} and ${name}_FILE are both set: keep one.`);
  }
  try {
    return readFile(path);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ConfigFault(`${name}_FILE names ${JSON.stringify(path)}, which cannot be read (${reason}).`);
  }
}

function toConfig(values: Values): Config {
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    console: values.CONSOLE,
    databaseUrl: values.DATABASE_URL,
    apiKeys: values.CONNECTOR_API_KEYS,
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    trustProxy: values.TRUST_PROXY,
    encryptionKeys: values.ENCRYPTION_KEY,
    uploadUrl: values.OZONETEL_UPLOAD_URL,
    allowedUploadUrls: values.OZONETEL_ALLOWED_UPLOAD_URLS,
    accountIntervalMs: values.ACCOUNT_INTERVAL_MS,
    sendTimeoutMs: values.SEND_TIMEOUT_MS,
    callbackTimeoutMs: values.CALLBACK_TIMEOUT_MS,
    fetchAllowedHosts: values.FETCH_ALLOWED_HOSTS,
    relayAllowedHosts: values.RELAY_ALLOWED_HOSTS,
    fetchMaxBytes: values.FETCH_MAX_BYTES,
    fetchTimeoutMs: values.FETCH_TIMEOUT_MS,
    checkTimeoutMs: values.CHECK_TIMEOUT_MS,
    xlsxMaxInflatedBytes: values.XLSX_MAX_INFLATED_BYTES,
    maxConnections: values.MAX_CONNECTIONS,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    requestIdleTimeoutMs: values.REQUEST_IDLE_TIMEOUT_MS,
    relayRetryScheduleMs: values.RELAY_RETRY_SCHEDULE_MS,
    retentionMs: values.RETENTION_MS,
    unsentRetentionMs: values.UNSENT_RETENTION_MS,
  };
}
