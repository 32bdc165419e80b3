import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { OUTCOME_ADVICE } from '../../shared/outcome-advice';
import type { OrderOutput } from '../resources/campaign/order';
import { keepWaiting, outcomeItem, type Waiting } from './waiting';

/**
 * Puts the execution to sleep until the outcome comes, or the limit. At the limit n8n calls nothing of this node:
 * it passes the node's input on as its output. So the input becomes what the node would say then.
 */
export async function fallAsleep(context: IExecuteFunctions, waiting: Waiting): Promise<OrderOutput> {
  const output = { results: [outcomeItem(waiting, unconfirmed(waiting))], rejected: [...waiting.rejected] };
  keepWaiting(context, waiting);
  context.getExecuteData().data['main'] = [output.results, output.rejected];
  context.setMetadata({ forwardAllOutputs: true });
  await context.putExecutionToWait(new Date(waiting.limit));
  return output;
}

/** What is said of an upload of which nothing was heard in time. */
export function unconfirmed({ campaignName, action }: Waiting): IDataObject {
  const { title, advice } = OUTCOME_ADVICE.no_callback;
  return {
    state: 'unconfirmed',
    campaignName,
    ...(action === undefined ? {} : { action }),
    code: 'no_callback',
    title,
    message: 'The time limit passed before the outcome was known.',
    advice,
  };
}
