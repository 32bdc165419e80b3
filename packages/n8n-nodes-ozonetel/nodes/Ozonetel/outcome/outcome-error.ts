import type { Outcome } from '@ozonetel-bulk-upload/shared-types';
import {
  NodeApiError,
  NodeOperationError,
  type IDataObject,
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
  const { title, advice } = OUTCOME_ADVICE[outcome?.code ?? 'unrecognised'];
  const description = [sentenceOf(outcome), listOf(upload), outcome?.advice ?? advice]
    .filter((part) => part !== '')
    .join('\n');
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

/** What an error tells with continue-on-fail: its own words, and the upload as far as there is one. */
export function errorItem(error: NodeApiError | NodeOperationError, itemIndex: number): INodeExecutionData {
  return {
    json: {
      error: error.message,
      ...(typeof error.description === 'string' ? { description: error.description } : {}),
      ...(error.context['upload'] as IDataObject | undefined),
    },
    error,
    pairedItem: { item: itemIndex },
  };
}

function sentenceOf(outcome: Outcome | undefined): string {
  if (outcome === undefined || outcome.message === '') return '';
  return outcome.source === 'check' ? outcome.message : `Ozonetel says: “${outcome.message}”.`;
}

function listOf({ problems = [] }: DirectUpload): string {
  const listed = problems.slice(0, LISTED).map(({ row, message }) => `Contact ${row}: ${message}`);
  const more = problems.length - listed.length;
  return [...listed, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n');
}
