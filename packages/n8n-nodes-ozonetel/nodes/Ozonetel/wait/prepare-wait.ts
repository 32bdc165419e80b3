import type { IExecuteFunctions } from 'n8n-workflow';
import { toWebhookSecret } from '../../shared/standard-webhooks';
import { orderKey, type Notification } from '../connector/submit-order';
import type { Order } from '../resources/campaign/order';
import {
  createSalt,
  findEarlierWaiting,
  keepWaiting,
  readWaitKey,
  resumeUrlOf,
  timesOf,
  type Waiting,
} from './waiting';

/** A sleep that is prepared: its addresses are given away before the upload is sent. */
export interface PreparedWait {
  readonly waiting: Waiting;
  /** For Ozonetel, in direct mode. */
  readonly callbackUrl?: string;
  /** For the connector. */
  readonly notification?: Notification;
}

export async function prepareWait(context: IExecuteFunctions, order: Order): Promise<PreparedWait> {
  const { settings, campaignName, action, itemIndex, contacts } = order;
  const key = orderKey(context, order);
  const earlier = findEarlierWaiting(context);
  // A repeated try must be the same request to the connector, its times and its secret too.
  const kept = earlier?.key === key && settings.mode === 'connector' ? earlier : undefined;
  const { limit, notifyBy, salt } = kept ?? {
    ...timesOf(settings.waitLimitMinutes, Date.now()),
    salt: createSalt(),
  };
  const checked = contacts?.checked;
  const waiting: Waiting = {
    mode: settings.mode,
    key,
    salt,
    limit,
    notifyBy,
    campaignName,
    ...(action === undefined ? {} : { action }),
    isSimplified: settings.isSimplified,
    itemIndex,
    ...(checked === undefined ? {} : { counts: checked.counts, problems: checked.problems }),
    rejected: contacts?.rejected ?? [],
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
