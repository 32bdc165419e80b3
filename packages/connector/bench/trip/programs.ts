import { join, resolve } from 'node:path';
import { buildPrograms, startProgram, type Program } from '../programs';

const FOLDER = resolve('.cache/bench/trip');
const NAMES = ['file-host', 'vendor', 'pipe', 'ask-health'] as const;

/** Bundles the programs of `programs/`. */
export function buildTripPrograms(): Promise<void> {
  return buildPrograms(
    NAMES.map((name) => join(__dirname, 'programs', `${name}.ts`)),
    FOLDER,
  );
}

export function startTripProgram(name: (typeof NAMES)[number], env: Record<string, string>): Program {
  return startProgram(join(FOLDER, `${name}.cjs`), env);
}
