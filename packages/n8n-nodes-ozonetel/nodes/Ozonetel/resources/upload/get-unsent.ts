import { EVERY_ROW_IS_IN } from '@ozonetel-bulk-upload/shared-types';
import { NodeApiError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import {
  askConnector,
  isByteStream,
  READ_REPEAT_MS,
  type ConnectorRequest,
} from '../../../shared/connector-api';
import { asNodeError } from '../../outcome/outcome-error';
import { readRecords } from '../../connector/csv-records';
import { readUploadId } from './read-upload-id';

/**
 * The contacts of an upload that were not sent or not accepted, as items that can be uploaded again; none if every
 * one is in.
 */
export async function getUnsentContacts(
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  const id = readUploadId(context, itemIndex);
  const withUnconfirmed = context.getNodeParameter('includeUnconfirmed', itemIndex, false) === true;
  const body = await askForUnsent(context, {
    method: 'GET',
    path: `/v1/uploads/${encodeURIComponent(id)}/unsent.csv`,
    ...(withUnconfirmed ? { query: { include: 'unconfirmed' } } : {}),
    itemIndex,
    isStreamed: true,
    repeatForMs: READ_REPEAT_MS,
  });
  const contacts: INodeExecutionData[] = [];
  if (!isByteStream(body)) return contacts;
  let columns: readonly string[] | undefined;
  for await (const cells of readRecords(context, body, 'unsent.csv')) {
    if (columns === undefined) {
      columns = cells;
      continue;
    }
    const json = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
    contacts.push({ json, pairedItem: { item: itemIndex } });
  }
  return contacts;
}

/** The connector answers 404 where every row is in, too: no contacts are what was hoped for, and no error. */
async function askForUnsent(context: IExecuteFunctions, request: ConnectorRequest): Promise<unknown> {
  try {
    return (await askConnector(context, request)).body;
  } catch (error) {
    const isNothingLeft =
      error instanceof NodeApiError && error.httpCode === '404' && error.description === EVERY_ROW_IS_IN;
    if (isNothingLeft) return undefined;
    throw asNodeError(context, error, request.itemIndex);
  }
}
