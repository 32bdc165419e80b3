import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { isFirstVersion } from '../../../shared/node-version';
import { WATCHED_MS } from '../../connector/submit-and-watch';
import { isOfMany, type SubmissionOutput } from '../../submission/submission';
import { asNodeError, errorItem } from '../../outcome/outcome-error';
import { findRefusal } from '../../wait/refusal';
import { restoreInput } from '../../wait/restore-input';
import { checkSubmission } from './check-submission';
import { planUploads, type CampaignOperation, type PlannedUpload } from './plan-uploads';
import { prepareSubmission } from './prepare-submission';
import { tellRest } from './rest-of-run';
import { runSubmission } from './run-submission';

/** Runs the operation for all items. @returns the outputs: results, and contacts that were left out */
export async function runCampaign(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const operation = context.getNodeParameter('operation', 0) as CampaignOperation;
  restoreInput(context);
  const steps = stepsOf(context, operation);
  const results: INodeExecutionData[] = [];
  const rejected: INodeExecutionData[] = [];
  const sent: PlannedUpload[] = [];
  for (const { itemIndex, isOfMany: isWhole, plan, run } of steps) {
    try {
      const output = await run();
      rejected.push(...output.rejected);
      if (output.error !== undefined) throw output.error;
      results.push(...output.results);
      if (plan !== undefined && output.isSent === true) sent.push(plan);
    } catch (error) {
      const nodeError = asNodeError(context, error, isWhole ? undefined : itemIndex);
      if (!context.continueOnFail()) {
        const plans = steps.flatMap((step) => step.plan ?? []);
        if (plan !== undefined) tellRest(context, nodeError, { plans, failed: plan, sent });
        throw nodeError;
      }
      results.push(errorItem(context, nodeError, itemIndex));
    }
  }
  return [results, rejected];
}

interface Step {
  readonly itemIndex: number;
  /** Whether several items are one upload: n8n then must not call the first of them the one at fault. */
  readonly isOfMany: boolean;
  /** Left out where nothing is sent. */
  readonly plan?: PlannedUpload;
  readonly run: () => Promise<SubmissionOutput>;
}

function stepsOf(context: IExecuteFunctions, operation: CampaignOperation): Step[] {
  const refusal = findRefusal(context);
  if (refusal !== undefined) return [{ ...refusal, run: () => Promise.resolve(refusal.output) }];
  const plans = planUploads(context, operation);
  const watchUntil = isFirstVersion(context) ? undefined : Date.now() + WATCHED_MS;
  return plans.map((plan) => {
    const itemIndex = plan.itemIndexes[0] ?? 0;
    const run = async (): Promise<SubmissionOutput> => {
      // First what is wrong with the input: an item without a file is no upload that another could wait for.
      const submission = await prepareSubmission(context, operation, plan);
      if (operation === 'check') return aboutAll(context, plan, checkSubmission(context, submission));
      refuseToWaitForMany(context, plans);
      return aboutAll(
        context,
        plan,
        runSubmission(context, submission, watchUntil ?? Date.now() + WATCHED_MS),
      );
    };
    const isForMany = isWaitForMany(context, plans);
    const isSending = operation !== 'check' && !isForMany;
    return { itemIndex, isOfMany: isOfMany(plan) || isForMany, ...(isSending ? { plan } : {}), run };
  });
}

/** What goes wrong with several items together is not said of the first of them. */
async function aboutAll(
  context: IExecuteFunctions,
  plan: PlannedUpload,
  output: Promise<SubmissionOutput>,
): Promise<SubmissionOutput> {
  try {
    return await output;
  } catch (error) {
    const nodeError = asNodeError(context, error, undefined);
    if (isOfMany(plan)) delete nodeError.context['itemIndex'];
    throw nodeError;
  }
}

function isWaitForMany(context: IExecuteFunctions, { length }: readonly PlannedUpload[]): boolean {
  return length > 1 && context.getNodeParameter('waitForOutcome', 0, false) === true;
}

/** n8n lets a node sleep once in a run, for all its items together. */
function refuseToWaitForMany(context: IExecuteFunctions, plans: readonly PlannedUpload[]): void {
  if (!isWaitForMany(context, plans)) return;
  throw new NodeOperationError(
    context.getNode(),
    `Wait for Outcome takes one upload at a time, not ${plans.length}`,
    {
      description:
        'Put a Loop Over Items node with the batch size 1 before this node, or turn off Wait for Outcome.',
    },
  );
}
