import { constants } from 'node:os';
import type { EndSignal } from './watch-signals';

/** The user, or the system, asked the demo to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** What a shell calls it: 128 and the number of the signal. */
  readonly exitCode: number;

  constructor(signal: EndSignal) {
    super(`Ended by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}
