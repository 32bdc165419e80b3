import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { isRefusalItem } from './refusal';
import { findEarlierWaiting, isOfThisExecution } from './waiting';

/**
 * Gives an execution that n8n's Retry has started its input back: a refusal during the wait stands in its place, and n8n
 * keeps that for the retry. Nothing was loaded, so the upload is made anew.
 * @throws NodeOperationError if n8n has not kept the input
 */
export function restoreInput(context: IExecuteFunctions): void {
  const waiting = findEarlierWaiting(context);
  const [item] = context.getInputData();
  if (waiting === undefined || isOfThisExecution(context, waiting)) return;
  if (item === undefined || !isRefusalItem(item)) return;
  const items = findOriginalInput(context);
  if (items === undefined) {
    throw new NodeOperationError(context.getNode(), 'Retry cannot repeat this upload', {
      description:
        'n8n has not kept the input of this node. Nothing was loaded: start the workflow again instead.',
    });
  }
  replaceInput(context, items);
}

/** What the node before this one gave out: n8n keeps it with the execution, and does not run that node again. */
function findOriginalInput(context: IExecuteFunctions): readonly INodeExecutionData[] | undefined {
  const source = context.getExecuteData().source?.['main']?.[0];
  if (source === undefined || source === null) return undefined;
  const { previousNode, previousNodeOutput = 0, previousNodeRun = 0 } = source;
  const { $items: itemsOf } = context.getWorkflowDataProxy(0) as unknown as {
    readonly $items: (node: string, output: number, run: number) => readonly INodeExecutionData[];
  };
  try {
    const items = itemsOf(previousNode, previousNodeOutput, previousNodeRun);
    return items.length === 0 ? undefined : items;
  } catch {
    // n8n throws where it has no such run any more.
    return undefined;
  }
}

/** In place: n8n has handed the same lists to the expressions of the parameters. */
function replaceInput(context: IExecuteFunctions, items: readonly INodeExecutionData[]): void {
  const { data } = context.getExecuteData();
  const given = data['main']?.[0] ?? [];
  const lists = new Set([context.getInputData(), given]);
  for (const list of lists) {
    list.length = 0;
    for (const [item, original] of items.entries()) list.push({ ...original, pairedItem: { item } });
    if (context.getNode().executeOnce === true) list.length = 1;
  }
  data['main'] = [given];
}
