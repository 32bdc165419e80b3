import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { askConnector, READ_REPEAT_MS } from '../../../shared/connector-api';
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
  const limit = returnAll ? Infinity : context.getNodeParameter('limit', itemIndex, 50);
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

function readFilters(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const { campaignName, state } = context.getNodeParameter('filters', itemIndex, {}) as {
    campaignName?: string;
    state?: string;
  };
  return {
    ...(campaignName === undefined || campaignName === '' ? {} : { campaignName }),
    ...(state === undefined ? {} : { state }),
  };
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
