import { z } from 'zod';
import { ConfigError, parseConfig, type SimulatorConfig } from './simulator-config';

/** What a simulator of its own process is started with. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly config: SimulatorConfig;
}

const envSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .pipe(z.int().max(65_535))
    .default(3200),
  /** Path of the JSON configuration. */
  SIMULATOR_CONFIG: z.string({ error: 'must name the JSON file with accounts and campaigns' }).min(1),
  /** Milliseconds; overrides the file's `intervalMs`. */
  SIMULATOR_INTERVAL_MS: z
    .string()
    .regex(/^\d+$/, 'must be a number of milliseconds')
    .transform(Number)
    .optional(),
});

/**
 * Reads the settings from an environment and the file that it names.
 * @throws ConfigError with every fault of the environment, or else of the file
 */
export function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
  readText: (path: string) => string,
): Settings {
  const parsed = envSchema.safeParse(env);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  const { HOST: host, PORT: port, SIMULATOR_CONFIG: path, SIMULATOR_INTERVAL_MS: intervalMs } = parsed.data;
  const config = parseConfig(readJson(path, readText));
  return { host, port, config: intervalMs === undefined ? config : { ...config, intervalMs } };
}

function readJson(path: string, readText: (path: string) => string): unknown {
  let text: string;
  try {
    text = readText(path);
  } catch {
    throw new ConfigError([`SIMULATOR_CONFIG: the file ${path} cannot be read`]);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError([`SIMULATOR_CONFIG: the file ${path} is not JSON`]);
  }
}
