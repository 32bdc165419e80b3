import type { Counts, Notice, RowProblem, Upload } from '@ozonetel-bulk-upload/shared-types';
import { sleep, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { rawUpload, simplifyUpload, type DirectUpload } from '../../../shared/simplify-upload';
import { fetchRejected, hasRejected } from '../../connector/rejected-contacts';
import { orderKey, submitOrder, type Notification } from '../../connector/submit-order';
import { isUnchecked, UNFINISHED_CHECK, watchCheck } from '../../connector/watch-check';
import { uploadDirectly } from '../../direct/upload-directly';
import { outcomeError } from '../../outcome/outcome-error';
import { fallAsleep } from '../../wait/fall-asleep';
import { isInlineTool } from '../../wait/is-inline-tool';
import { prepareWait } from '../../wait/prepare-wait';
import { giveHints, giveWarnings } from './give-hints';
import type { Order, OrderOutput } from './order';
import { findSentOrder, rememberSentOrder } from './sent-orders';

/**
 * Makes one upload.
 * @throws NodeOperationError where our check refuses the contacts, NodeApiError where Ozonetel or the connector
 *   does. What may have arrived is never an error, or n8n's Retry On Fail would send it twice: it is the result
 *   `unconfirmed`.
 */
export async function runOrder(context: IExecuteFunctions, order: Order): Promise<OrderOutput> {
  const { settings, itemIndex } = order;
  const refused = refusedByCheck(order);
  if (refused !== undefined) throw outcomeError(context, refused, itemIndex);
  if (settings.isDryRun && settings.mode === 'direct')
    return outputOf(order, checkedAlone(order), order.contacts?.rejected ?? []);
  const wait =
    settings.waitsForOutcome && !isInlineTool(context) ? await prepareWait(context, order) : undefined;
  const upload =
    settings.mode === 'direct'
      ? await sendDirectly(context, order, wait?.callbackUrl)
      : await submit(context, order, wait?.notification);
  if (upload.state === 'rejected' || upload.state === 'failed') {
    throw outcomeError(context, { ...upload, ...found(order, upload) }, itemIndex);
  }
  await giveHints(context, order, wait?.callbackUrl);
  if (wait === undefined || isSettled(upload)) {
    return outputOf(order, upload, await rejectedOf(context, order, upload));
  }
  return fallAsleep(context, {
    ...wait.waiting,
    ...found(order, upload),
    ...(isStored(upload) ? { upload: { id: upload.id, state: upload.state } } : {}),
  });
}

/** Hands it to the connector. Where it does not wait for the outcome, it waits for the rows that are left out. */
async function submit(
  context: IExecuteFunctions,
  order: Order,
  notification: Notification | undefined,
): Promise<Upload> {
  const upload = await submitOrder(context, order, notification);
  const { invalidRows, duplicates, rowsWiderThanHeader } = order.settings.rules;
  const mayLeaveOut = [invalidRows, duplicates, rowsWiderThanHeader].includes('drop');
  const isOpen =
    notification === undefined && order.action !== 'stop' && order.contacts?.checked === undefined;
  if (!mayLeaveOut || !isOpen) return upload;
  const checked = await watchCheck(context, upload, order.itemIndex);
  if (isUnchecked(checked)) giveWarnings(context, [UNFINISHED_CHECK]);
  return checked;
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

/** An upload that our check has refused; undefined where it may be sent. */
function refusedByCheck(order: Order): DirectUpload | undefined {
  const outcome = order.contacts?.checked?.outcome;
  return outcome === undefined ? undefined : { ...unsent(order), state: 'rejected', outcome };
}

function checkedAlone(order: Order): DirectUpload {
  const valid = order.contacts?.checked?.counts.valid;
  const message =
    valid === undefined
      ? 'This file was not read, and nothing was sent: only the connector checks an .xlsx file.'
      : `${valid} contacts would be sent.`;
  const outcome = { status: 'success', code: 'checked', message, source: 'check' } as const;
  return { ...unsent(order), state: 'succeeded', dryRun: true, outcome };
}

function unsent(order: Order): Omit<DirectUpload, 'state'> {
  const { campaignName, action } = order;
  return { campaignName, ...(action === undefined ? {} : { action }), ...found(order) };
}

interface Found {
  readonly counts?: Counts;
  readonly problems?: RowProblem[];
  readonly notices?: Notice[];
}

/** What our check found in the contacts; and all that is valid was sent, where Ozonetel did not refuse it. */
function found(order: Order, upload?: Upload | DirectUpload): Found {
  const checked = order.contacts?.checked;
  if (checked === undefined) return {};
  const isSent = upload !== undefined && !('id' in upload) && upload.state !== 'rejected';
  const sent = isSent && upload.dryRun !== true ? checked.counts.valid : (upload?.counts?.sent ?? 0);
  return {
    counts: { ...checked.counts, sent },
    problems: [...checked.problems],
    notices: [...checked.notices],
  };
}

/** Whether the connector has it. */
function isStored(upload: Upload | DirectUpload): upload is Upload {
  return 'id' in upload;
}

function isSettled({ state }: Upload | DirectUpload): boolean {
  return state === 'succeeded' || state === 'canceled';
}

function outputOf(
  order: Order,
  upload: Upload | DirectUpload,
  rejected: readonly INodeExecutionData[],
): OrderOutput {
  const whole = { ...upload, ...found(order, upload) };
  const json = order.settings.isSimplified ? simplifyUpload(whole) : rawUpload(whole);
  return {
    results: [{ json, pairedItem: { item: order.itemIndex } }],
    rejected,
  };
}
