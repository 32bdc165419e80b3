import { z } from 'zod';
import { ActionableError } from '@ozonetel-bulk-upload/n8n-runner';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .pipe(z.number().min(1, 'must be a port number').max(65_535, 'must be at most 65535'))
  .optional();

const envSchema = z.object({
  DEMO_N8N_PORT: port,
  DEMO_CONNECTOR_PORT: port,
  DEMO_SIMULATOR_PORT: port,
});

/** The variables that choose ports: left out, the usual port is taken, or any other if it is not free. */
export type WantedPorts = z.infer<typeof envSchema>;

export interface DemoSettings {
  /** Run the trip once and end, instead of staying up until Ctrl-C. */
  readonly once: boolean;
  readonly ports: WantedPorts;
}

/** @throws ActionableError with every fault */
export function loadSettings(args: readonly string[], env: NodeJS.ProcessEnv): DemoSettings {
  const unknown = args.filter((arg) => arg !== '--once');
  const ports = envSchema.safeParse(env);
  const faults = [
    ...unknown.map((arg) => `"${arg}" is not known: npm start takes nothing, or npm start -- --once.`),
    ...(ports.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}.`),
  ];
  if (faults.length > 0 || !ports.success) throw new ActionableError(faults.join('\n'));
  return { once: args.includes('--once'), ports: ports.data };
}
