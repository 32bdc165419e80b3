import { MAX_CORRECTIONS } from '@ozonetel-bulk-upload/shared-types';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ApiProblem } from '../../../api/api-problem';
import { announce } from '../../../components/announce';
import { countCorrections, type Draft } from '../draft/draft';
import { describeRefusal } from '../form/describe-refusal';
import { checkRequestOf } from '../draft/request';
import { runCheck, type CheckedDraft } from './run-check';

/** Milliseconds without a further correction before the whole file is checked again; a slow check waits longer. */
const QUIET_MS = 700;
/** Milliseconds before the next try, while the connector does not answer or is busy; the last of them repeats. */
const RETRY_AFTER_MS = [1_000, 2_000, 4_000, 8_000];

export interface DraftCheck {
  /** The last result; that of an earlier state of the draft while `isRunning`. */
  readonly checked: CheckedDraft | undefined;
  readonly isRunning: boolean;
  /** Why there is no newer result; while `isRunning`, it is tried again by itself. */
  readonly error: unknown;
  readonly retry: () => void;
}

/** Checks the draft's contacts again whenever a relevant choice changes. */
export function useCheck(draft: Draft): DraftCheck {
  const [checked, setChecked] = useState<CheckedDraft>();
  const [error, setError] = useState<unknown>();
  const [isRunning, setRunning] = useState(false);
  const [tries, setTries] = useState(0);
  const lastDurationMs = useRef(0);
  const { source } = draft;
  const request = useMemo(() => JSON.stringify(checkRequestOf(draft)), [draft]);
  const subject = useRef<{ source: unknown; draft: Draft }>({ source: undefined, draft });
  subject.current.draft = draft;

  useEffect(() => {
    if (source === undefined || source.kind === 'missing') {
      subject.current.source = undefined;
      setChecked(undefined);
      setError(undefined);
      setRunning(false);
      return;
    }
    if (countCorrections(subject.current.draft) > MAX_CORRECTIONS) {
      // The connector would refuse it; the page says what to do.
      setRunning(false);
      return;
    }
    const isNew = subject.current.source !== source;
    if (isNew) setChecked(undefined);
    subject.current.source = source;
    const ending = new AbortController();
    const { signal } = ending;
    setRunning(true);
    const timer = setTimeout(
      () => {
        const began = performance.now();
        checkUntilAnswered(subject.current.draft, signal, setError)
          .then((result) => {
            lastDurationMs.current = performance.now() - began;
            setChecked(result);
            setError(undefined);
            setRunning(false);
            announce(summaryOf(result));
          })
          .catch((cause: unknown) => {
            if (signal.aborted) return;
            setError(cause);
            setRunning(false);
          });
      },
      isNew ? 0 : QUIET_MS + lastDurationMs.current,
    );
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [source, request, tries]);

  return { checked, isRunning, error, retry: () => setTries((count) => count + 1) };
}

/** @param fail called with the reason before each further try */
async function checkUntilAnswered(
  draft: Draft,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): Promise<CheckedDraft> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await runCheck(draft, signal);
    } catch (error) {
      signal.throwIfAborted();
      const isWorthAnother = error instanceof ApiProblem && (error.status === 0 || error.status >= 502);
      if (!isWorthAnother) throw error;
      fail(error);
      const delayMs = RETRY_AFTER_MS[tries] ?? RETRY_AFTER_MS.at(-1);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      signal.throwIfAborted();
    }
  }
}

function summaryOf({ result: { counts, outcome } }: CheckedDraft): string {
  if (outcome.status === 'error') return describeRefusal(outcome, counts);
  if (counts === undefined) return outcome.message;
  const { valid, invalid, duplicates } = counts;
  return `Checked: ${valid} ready, ${invalid} with problems, ${duplicates} repeated.`;
}
