import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { describeOutcome } from '../../../shared/describe-outcome';
import { inWords } from '../../../shared/in-words';
import { FEW_PROBLEMS } from '../../../shared/simplify-upload';
import { askForCheck } from '../../connector/ask-for-check';
import { adviceContextOf, type Submission, type SubmissionOutput } from '../../submission/submission';
import type { Check } from '../../outcome/check';
import { listProblems, ofInvalidRows } from '../../outcome/list-problems';
import { giveNotices } from './give-hints';
import { checkedOutcome } from './submission-output';

/** Checks contacts by every rule and sends nothing. Faults are data: they are what was asked for. */
export async function checkSubmission(
  context: IExecuteFunctions,
  submission: Submission,
): Promise<SubmissionOutput> {
  const check = checkedHere(submission) ?? (await checkInConnector(context, submission));
  const { outcome, counts, problems, notices, columns, leftOut } = check;
  const { settings, itemIndex } = submission;
  giveNotices(context, submission, { notices: [...notices] });
  const adviceContext = { ...adviceContextOf(settings), isCheck: true };
  const words = describeOutcome({ counts, outcome, problems: [...problems] }, adviceContext);
  const canBeSent = outcome.status === 'success';
  const invalid = ofInvalidRows(problems);
  const lines = listProblems(invalid, counts?.invalid ?? 0, leftOut, adviceContext);
  const json = {
    canBeSent,
    code: outcome.code,
    ...words,
    ...(canBeSent ? { title: 'The contacts can be uploaded' } : {}),
    ...(counts === undefined ? {} : { counts: { ...counts } }),
    invalidContacts: lines,
    notices: notices.map(({ message }) => inWords(message, adviceContext)),
    columns: columns.map(({ source, target }) => ({ source, target })),
    ...(settings.isSimplified
      ? {}
      : { problems: problems.slice(0, FEW_PROBLEMS).map((problem) => ({ ...problem })) }),
  };
  return { results: [{ json, pairedItem: { item: itemIndex } }], rejected: leftOut };
}

/** undefined if this node has not read the contacts. */
function checkedHere({ contacts }: Submission): Check | undefined {
  if (contacts?.checked === undefined) return undefined;
  const { checked, rejected } = contacts;
  const outcome = checked.outcome ?? checkedOutcome(checked.counts.valid);
  return { ...checked, outcome, leftOut: rejected };
}

async function checkInConnector(context: IExecuteFunctions, submission: Submission): Promise<Check> {
  if (submission.settings.mode === 'connector') return askForCheck(context, submission);
  throw new NodeOperationError(context.getNode(), 'Only the connector can check .xlsx files', {
    description:
      'Set Connect Via to Our Connector Service; or put an Extract From File node before this one, and set Contacts From to Input Items.',
    itemIndex: submission.itemIndex,
  });
}
