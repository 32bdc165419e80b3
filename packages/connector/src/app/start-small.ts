import { setFlagsFromString } from 'node:v8';

/** What V8 makes of code that runs often, and keeps for the next time. */
const OPTIMIZATIONS = ['opt', 'maglev', 'sparkplug', 'compilation-cache'];

/**
 * Runs a start with V8's interpreter: its compilers, the code that they make of what runs once, and the memory in which
 * they work are 12 MB of an idle process. They are back before there is load: code that runs often without them stays
 * slower.
 */
export async function startSmall(start: () => Promise<void>): Promise<void> {
  setFlags(['optimize-for-size', ...OPTIMIZATIONS.map((name) => `no-${name}`)]);
  try {
    await start();
  } finally {
    setFlags(['no-optimize-for-size', ...OPTIMIZATIONS]);
  }
}

function setFlags(names: readonly string[]): void {
  for (const name of names) setFlagsFromString(`--${name}`);
}
