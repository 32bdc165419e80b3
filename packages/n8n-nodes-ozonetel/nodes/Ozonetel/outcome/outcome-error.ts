import type { Outcome } from '@ozonetel-bulk-upload/shared-types';
import {
  NodeApiError,
  NodeOperationError,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import { describeColumnFault } from '../../shared/column-fault';
import type { AdviceContext } from '../../shared/advice-context';
import { describeOutcome, isEveryRowInvalid, type OutcomeWords } from '../../shared/describe-outcome';
import { simplifyUpload, type DirectUpload } from '../../shared/simplify-upload';
import { listProblems, ofInvalidRows } from './list-problems';

/** What an error shows next to the outcome: its item, and the node's parameters. */
export interface Refused {
  readonly itemIndex: number;
  /** Index of the item of a row, where several items are the contacts of one upload. */
  readonly itemOfRow?: ((row: number) => number | undefined) | undefined;
  readonly adviceContext?: AdviceContext;
  /** The contacts that were left out: their names make rows easier to find. */
  readonly leftOut?: readonly INodeExecutionData[];
}

/** An upload that was refused, as an error: what happened, on which rows, what to do. */
export function outcomeError(
  context: IExecuteFunctions,
  upload: DirectUpload,
  refused: Refused,
): NodeApiError | NodeOperationError {
  const { outcome = UNKNOWN } = upload;
  const { adviceContext } = refused;
  const itemIndex = itemAtFault(upload, refused);
  const place = itemIndex === undefined ? {} : { itemIndex };
  const { title, message, advice } = describeOutcome({ ...upload, outcome }, adviceContext);
  const error =
    outcome.source === 'check'
      ? new NodeOperationError(context.getNode(), title, {
          description: describeCheck(upload, { message, advice }, refused),
          ...place,
        })
      : new NodeApiError(
          context.getNode(),
          { message: outcome.message },
          { message: title, description: describeAnswer(outcome.message, advice), ...place },
        );
  // With continue-on-fail the item carries it.
  error.context['upload'] = simplifyUpload(upload, adviceContext);
  return error;
}

/** n8n's editor shows a description as HTML, where the end of a line is a space; its log and its API show the text. */
export const LINE_BREAK = '<br>\n';

const UNKNOWN: Outcome = { status: 'error', code: 'unrecognised', message: '', source: 'reply' };

function describeAnswer(message: string, advice: string): string {
  return [...(message === '' ? [] : [`Ozonetel says: “${message}”.`]), advice].join(LINE_BREAK);
}

function describeCheck(
  { counts, problems = [], outcome }: DirectUpload,
  { message, advice }: Omit<OutcomeWords, 'title'>,
  { adviceContext, leftOut = [] }: Refused,
): string {
  if (outcome?.columnFault !== undefined) {
    const fault = describeColumnFault(outcome.columnFault, adviceContext);
    return `${fault.message} ${fault.advice}`.trim();
  }
  const invalid = ofInvalidRows(problems);
  if (invalid.length === 0) return message;
  const rows = counts?.invalid ?? new Set(invalid.map(({ row }) => row)).size;
  const isEvery = isEveryRowInvalid({ outcome, counts });
  const summary = isEvery ? [] : [`${rows} of ${counts?.rows ?? rows} contacts cannot be sent:`];
  return [...summary, ...listProblems(invalid, rows, leftOut, adviceContext), advice].join(LINE_BREAK);
}

/** n8n writes it before the error, where our own text counts items from 1 and may name several. */
function itemAtFault(
  { problems = [], counts }: DirectUpload,
  { itemIndex, itemOfRow }: Refused,
): number | undefined {
  if (itemOfRow === undefined) return itemIndex;
  const invalid = ofInvalidRows(problems);
  const [only, ...more] = new Set(invalid.map(({ row }) => row));
  return only === undefined || more.length > 0 || counts?.invalid !== 1 ? undefined : itemOfRow(only);
}

/**
 * Any error as one of n8n's.
 * @param itemIndex of the item that it is about; undefined if it is about several together
 */
export function asNodeError(
  context: IExecuteFunctions,
  error: unknown,
  itemIndex: number | undefined,
): NodeApiError | NodeOperationError {
  const nodeError =
    error instanceof NodeApiError || error instanceof NodeOperationError
      ? error
      : new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error));
  if (itemIndex !== undefined) nodeError.context['itemIndex'] ??= itemIndex;
  return nodeError;
}

/**
 * The JSON of an error with continue-on-fail: its own words, and the upload as far as there is one. By `error` and
 * `message`, with nothing else beside them, n8n 1 knows what belongs to an error output.
 */
export function errorItem(
  context: IExecuteFunctions,
  error: NodeApiError | NodeOperationError,
  itemIndex: number,
): INodeExecutionData {
  const description = typeof error.description === 'string' ? error.description : error.message;
  const message = description.replaceAll(LINE_BREAK, '\n');
  const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
  return {
    json: {
      error: error.message,
      message,
      ...(hasErrorOutput ? {} : { details: error.context['upload'] ?? {} }),
    },
    pairedItem: { item: itemIndex },
  };
}
