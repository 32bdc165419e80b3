import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { isFirstVersion } from '../../../shared/node-version';
import { WATCHED_MS } from '../../connector/submit-and-watch';
import type { OrderOutput } from '../../order/order';
import { asNodeError, errorItem } from '../../outcome/outcome-error';
import { findRefusal } from '../../wait/refusal';
import { checkOrder } from './check-order';
import { planUploads, type CampaignOperation, type PlannedUpload } from './plan-uploads';
import { prepareOrder } from './prepare-order';
import { runOrder } from './run-order';

/** Runs the operation for all items. @returns the outputs: results, and contacts that were left out */
export async function runCampaign(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const operation = context.getNodeParameter('operation', 0) as CampaignOperation;
  const results: INodeExecutionData[] = [];
  const rejected: INodeExecutionData[] = [];
  for (const { itemIndex, run } of stepsOf(context, operation)) {
    try {
      const output = await run();
      rejected.push(...output.rejected);
      if (output.error !== undefined) throw output.error;
      results.push(...output.results);
    } catch (error) {
      const nodeError = asNodeError(context, error, itemIndex);
      if (!context.continueOnFail()) throw nodeError;
      results.push(errorItem(context, nodeError, itemIndex));
    }
  }
  return [results, rejected];
}

interface Step {
  readonly itemIndex: number;
  readonly run: () => Promise<OrderOutput>;
}

function stepsOf(context: IExecuteFunctions, operation: CampaignOperation): Step[] {
  const refusal = findRefusal(context);
  if (refusal !== undefined)
    return [{ itemIndex: refusal.itemIndex, run: () => Promise.resolve(refusal.output) }];
  const plans = planUploads(context, operation);
  const watchUntil = isFirstVersion(context) ? undefined : Date.now() + WATCHED_MS;
  return plans.map((plan) => {
    const itemIndex = plan.itemIndexes[0] ?? 0;
    const run = async (): Promise<OrderOutput> => {
      if (operation === 'check') return checkOrder(context, await prepareOrder(context, operation, plan));
      refuseToWaitForMany(context, plans, itemIndex);
      return runOrder(
        context,
        await prepareOrder(context, operation, plan),
        watchUntil ?? Date.now() + WATCHED_MS,
      );
    };
    return { itemIndex, run };
  });
}

/** n8n lets a node sleep once in a run, for all its items together. */
function refuseToWaitForMany(
  context: IExecuteFunctions,
  { length: uploads }: readonly PlannedUpload[],
  itemIndex: number,
): void {
  if (uploads <= 1 || context.getNodeParameter('waitForOutcome', 0, false) !== true) return;
  throw new NodeOperationError(
    context.getNode(),
    `Wait for Outcome takes one upload at a time, not ${uploads}`,
    {
      description:
        'Put a Loop Over Items node with the batch size 1 before this node, or turn off Wait for Outcome.',
      itemIndex,
    },
  );
}
