import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { rawUpload, simplifyUpload, type DirectUpload } from '../../../shared/simplify-upload';
import { submitOrder } from '../../connector/submit-order';
import { uploadDirectly } from '../../direct/upload-directly';
import { outcomeError } from '../../outcome/outcome-error';
import { fallAsleep } from '../../wait/fall-asleep';
import { prepareWait } from '../../wait/prepare-wait';
import type { Order, OrderOutput } from './order';

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
  const rejected = order.contacts?.rejected ?? [];
  if (settings.isDryRun && settings.mode === 'direct') {
    return { results: [resultItem(order, checkedOnly(order))], rejected };
  }
  const wait = settings.waitsForOutcome ? await prepareWait(context, order) : undefined;
  const upload =
    settings.mode === 'direct'
      ? await uploadDirectly(context, order, { sleep, callbackUrl: wait?.callbackUrl })
      : await submitOrder(context, order, wait?.notification);
  if (upload.state === 'rejected' || upload.state === 'failed') {
    throw outcomeError(context, { ...found(order), ...upload }, itemIndex);
  }
  if (wait !== undefined && !isSettled(upload)) {
    const [results = [], left = []] = await fallAsleep(context, wait.waiting);
    return { results, rejected: left };
  }
  return { results: [resultItem(order, upload)], rejected };
}

/** An upload that our check has refused; undefined where it may be sent. */
function refusedByCheck(order: Order): DirectUpload | undefined {
  const outcome = order.contacts?.checked?.outcome;
  return outcome === undefined ? undefined : { ...unsent(order), state: 'rejected', outcome };
}

function checkedOnly(order: Order): DirectUpload {
  const valid = order.contacts?.checked?.counts.valid;
  const message =
    valid === undefined
      ? 'This file was not read, and nothing was sent: only the connector checks an .xlsx file.'
      : `${valid} contacts would be sent.`;
  return {
    ...unsent(order),
    state: 'succeeded',
    dryRun: true,
    outcome: { status: 'success', code: 'checked', message, source: 'check' },
  };
}

function unsent(order: Order): Omit<DirectUpload, 'state'> {
  const { campaignName, action } = order;
  return { username: '', campaignName, ...(action === undefined ? {} : { action }), ...found(order) };
}

/** What our check found in the contacts. */
function found({ contacts }: Order): Pick<DirectUpload, 'counts' | 'problems'> {
  const checked = contacts?.checked;
  return checked === undefined ? {} : { counts: checked.counts, problems: [...checked.problems] };
}

function isSettled({ state }: Upload | DirectUpload): boolean {
  return state === 'succeeded' || state === 'canceled';
}

function resultItem(order: Order, upload: Upload | DirectUpload): OrderOutput['results'][number] {
  const whole = { ...upload, ...found(order) };
  return {
    json: order.settings.isSimplified ? simplifyUpload(whole) : rawUpload(whole),
    pairedItem: { item: order.itemIndex },
  };
}
