import {
  answerOutcome,
  replyEffect,
  REQUEST_INTERVAL_MS,
  type Answer,
  type Outcome,
} from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { DirectUpload } from '../../shared/simplify-upload';
import type { ContactFile } from '../contacts/contact-file';
import type { Submission } from '../submission/submission';
import { postContactFile } from './post-contact-file';

export interface DirectOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** Where the outcome is to come; left out: where the submission says. */
  readonly callbackUrl?: string | undefined;
}

/** A minute each: others may use the same account, so the next one may be taken too. */
const TURNS_WAITED = 5;

/** A stop carries no contacts, and Ozonetel demands a file: one with a header alone. */
const NO_CONTACTS: ContactFile = { name: 'contacts.csv', content: 'PhoneNumber\r\n' };

/**
 * Uploads to Ozonetel without a connector.
 * @returns the upload as the reply leaves it: `processing`, `rejected`, `unconfirmed`, or `succeeded` for a stop
 * @throws NodeApiError if Ozonetel was not reached
 */
export async function uploadDirectly(
  context: IExecuteFunctions,
  submission: Submission,
  { sleep, callbackUrl }: DirectOptions,
): Promise<DirectUpload> {
  const { campaignName, action, contacts, settings, itemIndex } = submission;
  const form = {
    campaignName,
    action,
    callbackUrl: callbackUrl ?? settings.callbackUrl,
    file: contacts?.file ?? NO_CONTACTS,
  };
  for (let turnsWaited = 0; ; turnsWaited += 1) {
    const answer = await postContactFile(context, form, itemIndex);
    const isRefusedForNow = answer !== 'connection_lost' && replyEffect(answer).state === 'waiting';
    if (!isRefusedForNow || !settings.waitsForTurn || turnsWaited === TURNS_WAITED) {
      return settle(submission, answer);
    }
    await sleep(REQUEST_INTERVAL_MS);
    refuseIfCanceled(context, itemIndex);
  }
}

/** After an execution was canceled while it waited for the next minute, nobody may be dialed. */
function refuseIfCanceled(context: IExecuteFunctions, itemIndex: number): void {
  if (context.getExecutionCancelSignal()?.aborted !== true) return;
  throw new NodeOperationError(context.getNode(), 'The execution was canceled', {
    description: 'It waited for the account’s turn; nothing was sent.',
    itemIndex,
  });
}

function settle(submission: Submission, answer: Answer | 'connection_lost'): DirectUpload {
  const { campaignName, action } = submission;
  const upload = { campaignName, ...(action === undefined ? {} : { action }) };
  if (answer === 'connection_lost') return { ...upload, state: 'unconfirmed', outcome: LOST };
  const effect = replyEffect(answer, action);
  const outcome = answerOutcome(answer, effect);
  if (effect.state === 'waiting') return { ...upload, state: 'rejected', outcome };
  if (action !== 'stop' || effect.state !== 'unconfirmed') return { ...upload, state: effect.state, outcome };
  const advice = 'Look at the campaign in CloudAgent: whether it stopped is not known.';
  return { ...upload, state: 'unconfirmed', outcome: { ...outcome, advice } };
}

const LOST: Outcome = {
  status: 'error',
  code: 'connection_lost',
  message: 'The connection broke after the request was begun, and no answer came.',
  source: 'transport',
};
