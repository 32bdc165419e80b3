import type { ContactRules, Outcome, Upload } from '@ozonetel-bulk-upload/shared-types';
import { describeColumnFault } from './column-fault';
import { inLabels } from './labels';
import { OUTCOME_ADVICE } from './outcome-advice';

/** What is known of the node that asked for an upload: its advice then leaves out what is done already. */
export interface Asked {
  readonly rules: ContactRules;
  readonly mode: 'direct' | 'connector';
  /** Whether the columns were mapped by hand. */
  readonly isMapped: boolean;
}

export interface OutcomeWords {
  readonly title: string;
  readonly message: string;
  readonly advice: string;
}

type Judged = Pick<Upload, 'counts'> & { readonly outcome: Outcome };

/** An outcome in the words of the nodes: what happened, and what to do about it, by the labels of the fields. */
export function describeOutcome(upload: Judged, asked?: Asked): OutcomeWords {
  const { outcome } = upload;
  const { title, advice } = OUTCOME_ADVICE[outcome.code];
  if (outcome.source !== 'check') {
    return { title, message: outcome.message, advice: outcome.advice ?? advice };
  }
  if (outcome.columnFault !== undefined) {
    const fault = describeColumnFault(outcome.columnFault, asked?.isMapped ?? false);
    return { title, message: `${title}. ${fault.message} ${fault.advice}`, advice: fault.advice };
  }
  return {
    title: isEveryRowInvalid(upload) ? noneCanBeSent(upload.counts?.rows ?? 0) : title,
    message: inLabels(outcome.message),
    advice: outcome.advice ?? adviceFor(upload, asked, advice),
  };
}

/** Whether a check has refused every contact, so that nothing is left to send. */
export function isEveryRowInvalid({ outcome, counts }: Partial<Pick<Upload, 'outcome' | 'counts'>>): boolean {
  return outcome?.source === 'check' && counts?.valid === 0 && counts.invalid > 0;
}

/** Whether nothing is left to send because the user wanted invalid contacts left out: a result, not an error. */
export function areAllLeftOut(
  upload: Partial<Pick<Upload, 'outcome' | 'counts'>>,
  rules: Pick<ContactRules, 'invalidRows'> | undefined,
): boolean {
  return rules?.invalidRows === 'drop' && isEveryRowInvalid(upload);
}

function noneCanBeSent(rows: number): string {
  return rows === 1 ? 'The only contact cannot be sent' : `None of the ${rows} contacts can be sent`;
}

/** Outcomes for the sake of single rows. */
const OF_ROWS: readonly Outcome['code'][] = [
  'invalid_phone_numbers',
  'invalid_agent_ids',
  'invalid_skill_names',
  'too_many_columns',
  'names_too_long',
];

function adviceFor(upload: Judged, asked: Asked | undefined, usual: string): string {
  const { code } = upload.outcome;
  if (code === 'data_limit_exceeded' && asked?.mode === 'connector') {
    return 'Divide the contacts, or turn on Split under Options.';
  }
  const isDone = asked?.rules.invalidRows === 'drop' || isEveryRowInvalid(upload);
  return OF_ROWS.includes(code) && isDone ? 'Correct them and upload them again.' : usual;
}
