import type { ContactRules, Upload } from '@ozonetel-bulk-upload/shared-types';
import { advise } from './advise';
import type { AdviceContext, SettledUpload } from './advice-context';
import { describeColumnFault, isNothingGiven } from './column-fault';
import { inOptions, inWords } from './in-words';
import { OUTCOME_ADVICE } from './outcome-advice';

export interface OutcomeWords {
  readonly title: string;
  readonly message: string;
  readonly advice: string;
}

/** An outcome in the words of the nodes: what happened, and what to do about it, by the labels of the fields. */
export function describeOutcome(upload: SettledUpload, adviceContext?: AdviceContext): OutcomeWords {
  const { outcome } = upload;
  const title = isNothingGiven(outcome.columnFault, adviceContext) ? NO_CONTACTS : titleOf(upload);
  if (outcome.columnFault !== undefined) {
    const { message, advice } = describeColumnFault(outcome.columnFault, adviceContext);
    return { title, message: [`${title}.`, message, advice].filter(isFilled).join(' '), advice };
  }
  const toDo =
    outcome.advice === undefined ? advise(upload, adviceContext) : inWords(outcome.advice, adviceContext);
  const advice = inOptions(toDo, adviceContext);
  if (outcome.source !== 'check') return { title, message: outcome.message, advice };
  return { title, message: messageOf(upload, adviceContext), advice };
}

const NO_CONTACTS = 'The input has no contacts';

const isFilled = (text: string): boolean => text !== '';

function messageOf({ outcome }: SettledUpload, adviceContext: AdviceContext | undefined): string {
  const isSplitOffered = outcome.code !== 'data_limit_exceeded' || adviceContext?.mode !== 'direct';
  const message = inWords(
    isSplitOffered ? outcome.message : outcome.message.replace(/, or send it in parts .*$/, '.'),
    adviceContext,
  );
  const isFirstTime = adviceContext?.isCheck === true;
  return inOptions(
    isFirstTime ? message.replace(/\band upload (them|the file) again\b/, 'before you upload $1') : message,
    adviceContext,
  );
}

function titleOf(upload: SettledUpload): string {
  if (isEveryRowInvalid(upload)) return noneCanBeSent(upload.counts?.rows ?? 0);
  const { code, source, columnFault } = upload.outcome;
  if (code === 'uploaded' && upload.action === 'start') return IN_AND_STARTED;
  if (code === 'connection_lost' && upload.state === 'rejected') return NOTHING_WAS_SENT;
  if (columnFault?.kind === 'missing' && columnFault.candidates.length > 1) {
    return `More than one column could be ${columnFault.column}`;
  }
  const isWide = code === 'too_many_columns' && source === 'check' && (upload.counts?.invalid ?? 0) > 0;
  if (isWide && hasWideRows(upload)) return 'Some rows have more cells than the header has columns';
  return OUTCOME_ADVICE[code].title;
}

/** The page: "upon completion, the campaign will automatically start". */
const IN_AND_STARTED = 'The contacts are in the campaign, and it was started';

/** The connector has tried it many times; its message says why each attempt failed. */
const NOTHING_WAS_SENT = 'The request could not be sent to Ozonetel';

function hasWideRows({ problems = [] }: SettledUpload): boolean {
  return problems.some(({ code }) => code === 'row_too_wide');
}

/** Whether a check has refused every contact, so that nothing is left to send. */
export function isEveryRowInvalid({ outcome, counts }: Partial<Pick<Upload, 'outcome' | 'counts'>>): boolean {
  return outcome?.source === 'check' && counts?.valid === 0 && counts.invalid > 0;
}

/**
 * Whether nothing is left to send because the user wanted every contact of this kind left out: a result, not an error.
 * Rows wider than the header have a choice of their own.
 */
export function areAllLeftOut(
  upload: Partial<Pick<Upload, 'outcome' | 'counts' | 'problems'>>,
  rules: Pick<ContactRules, 'invalidRows' | 'rowsWiderThanHeader'> | undefined,
): boolean {
  if (!isEveryRowInvalid(upload)) return false;
  const { problems = [] } = upload;
  const isWide = problems.some(({ code }) => code === 'row_too_wide');
  const isNarrow =
    !isWide || problems.some(({ code }) => !['row_too_wide', 'duplicate_phone_number'].includes(code));
  return (!isWide || rules?.rowsWiderThanHeader === 'drop') && (!isNarrow || rules?.invalidRows === 'drop');
}

function noneCanBeSent(rows: number): string {
  return rows === 1 ? 'The only contact cannot be sent' : `None of the ${rows} contacts can be sent`;
}
