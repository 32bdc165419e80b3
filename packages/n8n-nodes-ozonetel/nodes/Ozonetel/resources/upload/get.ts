import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { askConnector } from '../../../shared/connector-api';
import { readText } from '../../../shared/read-text';
import { readUpload } from '../../../shared/read-upload';
import { rawUpload, simplifyUpload } from '../../../shared/simplify-upload';
import { readRejectedFile } from '../../contacts/read-rejected-file';

/** One upload and, if they are asked for, the contacts that were left out of it. */
export async function getUpload(
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<{ readonly result: INodeExecutionData; readonly rejected: INodeExecutionData[] }> {
  const id = readText(context.getNodeParameter('uploadId', itemIndex));
  if (id === '') {
    throw new NodeOperationError(context.getNode(), 'The upload has no ID', {
      description: 'Fill in Upload ID: the uploadId that Upload, Start or Stop gave.',
      itemIndex,
    });
  }
  const path = `/v1/uploads/${encodeURIComponent(id)}`;
  const { body } = await askConnector(context, { method: 'GET', path, itemIndex });
  const upload = readUpload(context, body);
  const isSimplified = context.getNodeParameter('simplify', itemIndex, true) === true;
  return {
    result: {
      json: isSimplified ? simplifyUpload(upload) : rawUpload(upload),
      pairedItem: { item: itemIndex },
    },
    rejected:
      context.getNodeParameter('includeRejected', itemIndex, false) === true
        ? await getRejected(context, path, itemIndex)
        : [],
  };
}

async function getRejected(
  context: IExecuteFunctions,
  path: string,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  const response = await askConnector(context, {
    method: 'GET',
    path: `${path}/rejected.csv`,
    itemIndex,
    allowedStatus: 404,
  });
  if (response.status === 404 || typeof response.body !== 'string') return [];
  return readRejectedFile(response.body).map((json) => ({ json, pairedItem: { item: itemIndex } }));
}
