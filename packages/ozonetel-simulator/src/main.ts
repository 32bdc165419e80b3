import { readFileSync } from 'node:fs';
import { loadSettings } from './config/load-settings';
import { ConfigError } from './config/simulator-config';
import { startSimulator } from './start-simulator';

async function main(): Promise<void> {
  const settings = loadSettings(process.env, (path) => readFileSync(path, 'utf8'));
  const simulator = await startSimulator(settings);
  process.stdout.write(
    `Contact files: POST ${simulator.uploadUrl}\n` +
      `Views: ${simulator.url}/campaigns ${simulator.url}/uploads ${simulator.url}/faults\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void simulator.close());
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
});

function sentenceOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code !== 'EADDRINUSE') return error.message;
  return `Port ${port ?? ''} of ${address ?? ''} is taken: set PORT to another one, or end the program that has it.`;
}
