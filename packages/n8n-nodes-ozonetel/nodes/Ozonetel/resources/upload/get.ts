import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { askConnector, READ_REPEAT_MS } from '../../../shared/connector-api';
import { readUpload } from '../../../shared/read-upload';
import { rawUpload, simplifyUpload } from '../../../shared/simplify-upload';
import { fetchRejected } from '../../connector/rejected-contacts';
import { readUploadId } from './read-upload-id';

/** One upload and, if they are asked for, the contacts that were left out of it. */
export async function getUpload(
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<{ readonly result: INodeExecutionData; readonly rejected: INodeExecutionData[] }> {
  const id = readUploadId(context, itemIndex);
  const { body } = await askConnector(context, {
    method: 'GET',
    path: `/v1/uploads/${encodeURIComponent(id)}`,
    itemIndex,
    repeatForMs: READ_REPEAT_MS,
  });
  const upload = readUpload(context, body);
  const isSimplified = context.getNodeParameter('simplify', itemIndex, true) === true;
  return {
    result: {
      json: isSimplified ? simplifyUpload(upload) : rawUpload(upload),
      pairedItem: { item: itemIndex },
    },
    rejected:
      context.getNodeParameter('includeRejected', itemIndex, false) === true
        ? await fetchRejected(context, upload.id, itemIndex)
        : [],
  };
}
