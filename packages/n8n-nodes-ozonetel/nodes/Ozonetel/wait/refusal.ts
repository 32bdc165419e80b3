import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject, IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import type { DirectUpload } from '../../shared/simplify-upload';
import { noteEnd } from '../submission/attempts';
import type { SubmissionOutput } from '../submission/submission';
import { outcomeError } from '../outcome/outcome-error';
import { findEarlierWaiting, isOfThisExecution, type Waiting } from './waiting';

/** Of an item that is no input, but a refusal on its way from `webhook` to `execute`. */
const MARK = 'ozonetelRefusal';

/** n8n's stack of nodes to run, as its contexts hold it. */
interface Resumable {
  readonly runExecutionData?: {
    readonly executionData?: {
      readonly nodeExecutionStack?: readonly { readonly node: { readonly id: string; disabled?: boolean } }[];
    };
  };
}

/**
 * Has a woken node run once more, so that a refusal that came during the wait is an error, as one that comes at once
 * is: what `webhook` throws n8n turns into an empty item, and a woken node is switched off, which passes its input on.
 * @returns the input of that run; undefined if this n8n does not allow it: the refusal is data there
 */
export function passRefusal(
  context: IWebhookFunctions,
  waiting: Waiting,
  upload: Upload | DirectUpload,
  leftOut: readonly INodeExecutionData[],
): INodeExecutionData[][] | undefined {
  const { runExecutionData } = context as Resumable;
  const entry = runExecutionData?.executionData?.nodeExecutionStack?.[0];
  if (entry === undefined || entry.node.id !== context.getNode().id) return undefined;
  entry.node.disabled = false;
  const json = { [MARK]: waiting.salt, upload: { ...upload } as unknown as IDataObject };
  return [[{ json, pairedItem: { item: waiting.itemIndex } }], [...leftOut]];
}

export function isRefusalItem({ json }: INodeExecutionData): boolean {
  return MARK in json;
}

/** The refusal that the node was woken with: an error in this run. */
export function findRefusal(
  context: IExecuteFunctions,
): { readonly itemIndex: number; readonly isOfMany: boolean; readonly output: SubmissionOutput } | undefined {
  const waiting = findEarlierWaiting(context);
  const [item] = context.getInputData();
  const leftOut = context.getExecuteData().data['main']?.[1] ?? [];
  if (waiting === undefined || item === undefined || item.json[MARK] !== waiting.salt) return undefined;
  if (!isOfThisExecution(context, waiting)) return undefined;
  const { itemIndex, isOfMany = false, adviceContext } = waiting;
  const upload = item.json['upload'] as unknown as DirectUpload;
  noteEnd(context, waiting.key, upload);
  const itemOfRow = isOfMany ? () => undefined : undefined;
  const details = {
    itemIndex,
    itemOfRow,
    leftOut,
    ...(adviceContext === undefined ? {} : { adviceContext }),
  };
  const error = outcomeError(context, upload, details);
  return { itemIndex, isOfMany, output: { results: [], rejected: leftOut, error } };
}
