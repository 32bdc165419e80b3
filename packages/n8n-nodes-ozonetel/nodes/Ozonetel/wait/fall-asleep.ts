import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { OUTCOME_ADVICE } from '../../shared/outcome-advice';
import type { SubmissionOutput } from '../submission/submission';
import { keepWaiting, outcomeItem, type Waiting } from './waiting';

/**
 * Puts the execution to sleep until the outcome comes, or the limit. At the limit n8n calls nothing of this node:
 * it passes the node's input on as its output. So the input becomes what the node would say then.
 */
export async function fallAsleep(context: IExecuteFunctions, waiting: Waiting): Promise<SubmissionOutput> {
  const output = {
    results: [outcomeItem(waiting, unconfirmed(waiting), waiting.rejected)],
    rejected: [...waiting.rejected],
  };
  keepWaiting(context, waiting);
  context.getExecuteData().data['main'] = [output.results, output.rejected];
  context.setMetadata({ forwardAllOutputs: true });
  await context.putExecutionToWait(new Date(waiting.limit));
  return output;
}

/**
 * What is said of an upload whose outcome is not known: at the limit, and before it in the output of a
 * sleeping node.
 */
export function unconfirmed({ campaignName, action, upload, risk }: Waiting): IDataObject {
  return {
    ...(upload === undefined ? {} : { uploadId: upload.id }),
    state: 'unconfirmed',
    campaignName,
    ...(action === undefined ? {} : { action }),
    code: 'no_callback',
    title: 'The outcome of the upload is not known yet',
    message: ['No outcome has come so far.', ...(risk === undefined ? [] : [risk])].join(' '),
    advice: OUTCOME_ADVICE.no_callback.advice,
    ...(upload === undefined ? {} : { lastState: upload.state }),
  };
}
