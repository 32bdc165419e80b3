import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { asNodeError, errorItem } from '../../outcome/outcome-error';
import { planUploads, type CampaignOperation } from './plan-uploads';
import { prepareOrder } from './prepare-order';
import { runOrder } from './run-order';

/** Runs the operation for all items. @returns the outputs: results, and contacts that were left out */
export async function runCampaign(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const operation = context.getNodeParameter('operation', 0) as CampaignOperation;
  const plans = planUploads(context, operation);
  const results: INodeExecutionData[] = [];
  const rejected: INodeExecutionData[] = [];
  for (const plan of plans) {
    const itemIndex = plan.itemIndexes[0] ?? 0;
    try {
      refuseToWaitForMany(context, plans.length, itemIndex);
      const output = await runOrder(context, await prepareOrder(context, operation, plan));
      results.push(...output.results);
      rejected.push(...output.rejected);
    } catch (error) {
      const nodeError = asNodeError(context, error, itemIndex);
      if (!context.continueOnFail()) throw nodeError;
      results.push(errorItem(context, nodeError, itemIndex));
    }
  }
  return [results, rejected];
}

/** n8n lets a node sleep once in a run, for all its items together. */
function refuseToWaitForMany(context: IExecuteFunctions, uploads: number, itemIndex: number): void {
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
