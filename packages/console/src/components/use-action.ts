import { useState } from 'react';
import { messageOf } from '../api/api-problem';

export interface Action {
  /** Does it, unless it is being done. @returns whether it was done without a problem */
  readonly run: () => Promise<boolean>;
  readonly isBusy: boolean;
  /** Why it could not be done, as a sentence for the user. */
  readonly problem: string | undefined;
  /** Forgets the problem. */
  readonly clear: () => void;
}

/** What a button does: whether it is being done, and why it could not be. */
export function useAction(act: () => Promise<void>): Action {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const clear = () => setProblem(undefined);
  async function run() {
    if (isBusy) return false;
    setBusy(true);
    clear();
    try {
      await act();
      return true;
    } catch (error) {
      setProblem(messageOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { run, isBusy, problem, clear };
}
