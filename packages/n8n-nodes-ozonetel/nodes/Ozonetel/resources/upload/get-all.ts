import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { askConnector, READ_REPEAT_MS } from '../../../shared/connector-api';
import { readNumberEntry, readTextEntry } from '../../../shared/read-entry';
import { readUpload } from '../../../shared/read-upload';
import { rawUpload, simplifyUpload } from '../../../shared/simplify-upload';

/** Uploads that the connector is asked for at once. */
const PAGE_SIZE = 100;

/** Many uploads, page by page until the limit. */
export async function getManyUploads(
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  const returnAll = context.getNodeParameter('returnAll', itemIndex, false);
  const limit = returnAll ? Infinity : readLimit(context, itemIndex);
  const filters = readFilters(context, itemIndex);
  const uploads: Upload[] = [];
  let cursor: string | null = null;
  do {
    const page = await getPage(context, { ...filters, ...(cursor === null ? {} : { cursor }) }, itemIndex);
    uploads.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && uploads.length < limit);
  const isSimplified = context.getNodeParameter('simplify', itemIndex, true) === true;
  return uploads.slice(0, limit).map((upload) => ({
    json: isSimplified ? simplifyUpload(upload) : rawUpload(upload),
    pairedItem: { item: itemIndex },
  }));
}

function readLimit(context: IExecuteFunctions, itemIndex: number): number {
  const value = context.getNodeParameter('limit', itemIndex, 50) as unknown;
  return Math.ceil(readNumberEntry(context, { label: 'Limit', value, itemIndex }));
}

function readFilters(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const filters = context.getNodeParameter('filters', itemIndex, {});
  const read = (label: string, value: unknown): string => readTextEntry(context, { label, value, itemIndex });
  const campaignName = read('Campaign Name', filters['campaignName']);
  const state = read('State', filters['state']);
  return { ...(campaignName === '' ? {} : { campaignName }), ...(state === '' ? {} : { state }) };
}

async function getPage(
  context: IExecuteFunctions,
  query: IDataObject,
  itemIndex: number,
): Promise<{ readonly items: readonly Upload[]; readonly nextCursor: string | null }> {
  const { body } = await askConnector(context, {
    method: 'GET',
    path: '/v1/uploads',
    query: { ...query, limit: PAGE_SIZE },
    itemIndex,
    repeatForMs: READ_REPEAT_MS,
  });
  const { items, nextCursor } = (body ?? {}) as { items?: unknown; nextCursor?: unknown };
  return {
    items: (Array.isArray(items) ? items : [body]).map((item: unknown) => readUpload(context, item)),
    nextCursor: typeof nextCursor === 'string' ? nextCursor : null,
  };
}
