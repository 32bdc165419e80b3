import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { askConnector, isByteStream, READ_REPEAT_MS } from '../../../shared/connector-api';
import { readRecords } from '../../connector/csv-records';
import { readUploadId } from './read-upload-id';

/** The contacts of an upload that were not sent or not accepted, as items that can be uploaded again. */
export async function getUnsentContacts(
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  const id = readUploadId(context, itemIndex);
  const withUnconfirmed = context.getNodeParameter('includeUnconfirmed', itemIndex, false) === true;
  const { body } = await askConnector(context, {
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
