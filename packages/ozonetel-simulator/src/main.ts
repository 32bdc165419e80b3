import { readFileSync } from 'node:fs';
import { loadSettings } from './config/load-settings';
import { ConfigError } from './config/simulator-config';
import { startSimulator } from './start-simulator';

async function main(): Promise<void> {
  const settings = loadSettings(process.env, (path) => readFileSync(path, 'utf8'));
  const simulator = await startSimulator(settings);
  process.stdout.write(`Ozonetel simulator: contact files to ${simulator.uploadUrl}\n`);
  process.stdout.write(
    `Views: ${simulator.url}/campaigns ${simulator.url}/uploads ${simulator.url}/faults\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void simulator.close());
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is taken: set PORT to another one, or end the program that has it.';
  }
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
});
