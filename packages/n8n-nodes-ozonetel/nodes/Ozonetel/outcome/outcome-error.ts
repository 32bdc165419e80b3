import type { RowProblem } from '@ozonetel-bulk-upload/shared-types';
import {
  NodeApiError,
  NodeOperationError,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import { OUTCOME_ADVICE } from '../../shared/outcome-advice';
import { simplifyUpload, type DirectUpload } from '../../shared/simplify-upload';

/** Problems that an error lists. */
const LISTED = 10;

/** An upload that was refused, as an error: what happened, on which rows, what to do. */
export function outcomeError(
  context: IExecuteFunctions,
  upload: DirectUpload,
  itemIndex: number,
): NodeApiError | NodeOperationError {
  const { outcome } = upload;
  const { title } = OUTCOME_ADVICE[outcome?.code ?? 'unrecognised'];
  const description = describe(upload);
  const error =
    outcome?.source === 'check'
      ? new NodeOperationError(context.getNode(), title, { description, itemIndex })
      : new NodeApiError(
          context.getNode(),
          { message: outcome?.message ?? '' },
          { message: title, description, itemIndex },
        );
  // With continue-on-fail the item tells it.
  error.context['upload'] = simplifyUpload(upload);
  return error;
}

/** Any error as one of n8n's, about an item. */
export function asNodeError(
  context: IExecuteFunctions,
  error: unknown,
  itemIndex: number,
): NodeApiError | NodeOperationError {
  const nodeError =
    error instanceof NodeApiError || error instanceof NodeOperationError
      ? error
      : new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error), {
          itemIndex,
        });
  nodeError.context['itemIndex'] ??= itemIndex;
  return nodeError;
}

/**
 * What an error tells with continue-on-fail: its own words, and the upload as far as there is one. By `error` and
 * `message`, with nothing else beside them, n8n 1 knows what belongs to an error output.
 */
export function errorItem(
  context: IExecuteFunctions,
  error: NodeApiError | NodeOperationError,
  itemIndex: number,
): INodeExecutionData {
  const message = typeof error.description === 'string' ? error.description : error.message;
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

function describe(upload: DirectUpload): string {
  const { outcome, counts, problems = [] } = upload;
  const { advice } = OUTCOME_ADVICE[outcome?.code ?? 'unrecognised'];
  if (outcome?.source !== 'check') {
    const said =
      outcome === undefined || outcome.message === '' ? [] : [`Ozonetel says: “${outcome.message}”.`];
    return [...said, outcome?.advice ?? advice].join('\n');
  }
  if (problems.length === 0) return outcome.message;
  const summary = `${counts?.invalid ?? problems.length} of ${counts?.rows ?? 0} contacts cannot be sent:`;
  return [summary, ...listOf(problems, counts?.invalid ?? 0), advice].join('\n');
}

function listOf(problems: readonly RowProblem[], invalid: number): string[] {
  const listed = problems.slice(0, LISTED).map(({ row, message }) => `Contact ${row}: ${message}`);
  const more = invalid - new Set(problems.slice(0, LISTED).map(({ row }) => row)).size;
  return more > 0 ? [...listed, `… and ${more} more.`] : listed;
}
