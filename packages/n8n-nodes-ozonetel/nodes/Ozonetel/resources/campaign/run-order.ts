import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { sleep, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { areAllLeftOut } from '../../../shared/describe-outcome';
import { isFirstVersion } from '../../../shared/node-version';
import { showHints } from '../../../shared/show-hints';
import type { DirectUpload } from '../../../shared/simplify-upload';
import { fetchRejected, hasRejected } from '../../connector/rejected-contacts';
import { orderKey } from '../../connector/submit-order';
import { submitAndWatch } from '../../connector/submit-and-watch';
import { uploadDirectly } from '../../direct/upload-directly';
import { askedOf, isOfMany, type Order, type OrderOutput } from '../../order/order';
import { outcomeError } from '../../outcome/outcome-error';
import { fallAsleep } from '../../wait/fall-asleep';
import { isInlineTool } from '../../wait/is-inline-tool';
import { prepareWait } from '../../wait/prepare-wait';
import { giveHints, giveNotices } from './give-hints';
import { checkedAlone, found, outputOf, refusedByCheck } from './order-output';
import { findSentOrder, rememberSentOrder } from './sent-orders';

/**
 * Makes one upload. A refusal is the output's `error`. What may have arrived is never an error, or n8n's Retry On Fail
 * would send it twice: it is the result `unconfirmed`.
 * @param watchUntil time in ms until which an upload at the connector is followed
 * @throws NodeOperationError, NodeApiError if nothing can be said of the upload
 */
export async function runOrder(
  context: IExecuteFunctions,
  order: Order,
  watchUntil: number,
): Promise<OrderOutput> {
  const { settings } = order;
  const refused = refusedByCheck(order);
  if (refused !== undefined) return refuse(context, order, refused);
  if (settings.isDryRun && settings.mode === 'direct')
    return outputOf(order, checkedAlone(order), order.contacts?.rejected ?? []);
  const wait =
    settings.waitsForOutcome && !isInlineTool(context) ? await prepareWait(context, order) : undefined;
  const upload =
    settings.mode === 'direct'
      ? await sendDirectly(context, order, wait?.callbackUrl)
      : await submitAndWatch(context, order, { notification: wait?.notification, until: watchUntil });
  if (upload.state === 'rejected' || upload.state === 'failed') {
    return refuse(context, order, { ...upload, ...found(order, upload) });
  }
  await giveHints(context, order, wait?.callbackUrl);
  giveNotices(context, order, upload);
  if (wait === undefined || isSettled(upload)) {
    return outputOf(order, upload, await rejectedOf(context, order, upload));
  }
  return fallAsleep(context, {
    ...wait.waiting,
    ...found(order, upload),
    ...(isStored(upload) ? { upload: { id: upload.id, state: upload.state } } : {}),
  });
}

/**
 * Where the user wanted invalid contacts left out, and every one is invalid, they all come out of the second output. An
 * error would give no output at all.
 */
async function refuse(
  context: IExecuteFunctions,
  order: Order,
  upload: Upload | DirectUpload,
): Promise<OrderOutput> {
  const { itemIndex, settings, contacts } = order;
  const isFirst = isFirstVersion(context);
  const leftOut = isFirst ? (contacts?.rejected ?? []) : await leftOutOf(context, order, upload);
  const error = outcomeError(context, upload, {
    itemIndex,
    itemOfRow: isOfMany(order) ? (row) => order.itemIndexes[row - 1] : undefined,
    asked: askedOf(settings),
    leftOut,
  });
  if (isFirst) return { results: [], rejected: [], error };
  if (!areAllLeftOut(upload, settings.rules)) return { results: [], rejected: leftOut, error };
  showHints(context, 'warning', [`${error.message}. ${error.description ?? ''}`]);
  return outputOf(order, upload, leftOut);
}

/** The refusal is known; that its rows cannot be had must not hide it. */
async function leftOutOf(
  context: IExecuteFunctions,
  order: Order,
  upload: Upload | DirectUpload,
): Promise<readonly INodeExecutionData[]> {
  return rejectedOf(context, order, upload).catch(() => []);
}

/** The contacts that were left out, here or by the connector. */
async function rejectedOf(
  context: IExecuteFunctions,
  order: Order,
  upload: Upload | DirectUpload,
): Promise<readonly INodeExecutionData[]> {
  const rejected = order.contacts?.rejected ?? [];
  if (rejected.length > 0 || !('id' in upload) || !hasRejected(upload)) return rejected;
  return fetchRejected(context, upload.id, order.itemIndex);
}

async function sendDirectly(
  context: IExecuteFunctions,
  order: Order,
  callbackUrl: string | undefined,
): Promise<DirectUpload> {
  const key = orderKey(context, order);
  const sent = findSentOrder(context, key);
  if (sent !== undefined) return sent;
  const upload = await uploadDirectly(context, order, { sleep, callbackUrl });
  if (upload.state !== 'rejected') rememberSentOrder(context, key, upload);
  return upload;
}

/** Whether the connector has it. */
function isStored(upload: Upload | DirectUpload): upload is Upload {
  return 'id' in upload;
}

function isSettled({ state }: Upload | DirectUpload): boolean {
  return state === 'succeeded' || state === 'canceled';
}
