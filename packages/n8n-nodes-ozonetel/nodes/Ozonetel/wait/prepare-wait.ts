import type { IExecuteFunctions } from 'n8n-workflow';
import { toWebhookSecret } from '../../shared/standard-webhooks';
import type { Notification } from '../connector/submit-upload';
import type { Attempt } from '../submission/attempts';
import { adviceContextOf, isOfMany, type Submission } from '../submission/submission';
import {
  createSalt,
  findEarlierWaiting,
  isOfThisExecution,
  keepWaiting,
  readWaitKey,
  resumeUrlOf,
  timesOf,
  type Waiting,
} from './waiting';
import { warnOfWindow } from './warn-of-window';

/** A sleep that is prepared: its addresses are given away before the upload is sent. */
export interface PreparedWait {
  readonly waiting: Waiting;
  /** For Ozonetel, in direct mode. */
  readonly callbackUrl?: string;
  /** For the connector. */
  readonly notification?: Notification;
}

export async function prepareWait(
  context: IExecuteFunctions,
  submission: Submission,
  { key }: Pick<Attempt, 'key'>,
): Promise<PreparedWait> {
  const { settings, campaignName, action, itemIndex, contacts } = submission;
  const executionId = context.getExecutionId();
  const earlier = findEarlierWaiting(context);
  // A repeated try is the same upload: it must be woken by what the first one gave away.
  const kept = earlier?.key === key && isOfThisExecution(context, earlier) ? earlier : undefined;
  const { limit, notifyBy, salt } = kept ?? {
    ...timesOf(settings.waitLimitMinutes, Date.now()),
    salt: createSalt(),
  };
  const risk = warnOfWindow(submission);
  const waiting: Waiting = {
    mode: settings.mode,
    key,
    executionId,
    salt,
    limit,
    notifyBy,
    campaignName,
    ...(action === undefined ? {} : { action }),
    isSimplified: settings.isSimplified,
    adviceContext: adviceContextOf(settings),
    itemIndex,
    isOfMany: isOfMany(submission),
    rejected: contacts?.rejected ?? [],
    ...(risk === undefined ? {} : { risk }),
  };
  keepWaiting(context, waiting);
  const token = await readWaitKey(context, waiting);
  if (settings.mode === 'direct')
    return { waiting, callbackUrl: resumeUrlOf(context, token.toString('hex')) };
  return {
    waiting,
    notification: { url: resumeUrlOf(context), secret: toWebhookSecret(token), by: notifyBy },
  };
}
