import { createRandom } from '@ozonetel-bulk-upload/ozonetel-simulator';

/** Everything that is left to chance, repeatable by its seed. */
export interface Dice {
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  happens(probability: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/** @param purpose each has numbers of its own, so that one use does not shift another's */
export function createDice(seed: number, purpose: string): Dice {
  const mixed = Buffer.from(purpose).reduce((sum, byte) => Math.imul(sum, 31) + byte, seed);
  const random = createRandom(mixed);
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    happens: (probability) => random() < probability,
    pick: (from) => from[below(from.length)] ?? from[0],
  };
}
