import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { askConnector, READ_REPEAT_MS } from '../../../shared/connector-api';
import { readUpload } from '../../../shared/read-upload';
import { rawUpload, simplifyUpload } from '../../../shared/simplify-upload';
import { readUploadId } from './read-upload-id';

/** Cancels an upload of which nothing was sent; again is the same. @throws NodeApiError if it is too late */
export async function cancelUpload(
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<INodeExecutionData> {
  const id = readUploadId(context, itemIndex);
  const { body } = await askConnector(context, {
    method: 'POST',
    path: `/v1/uploads/${encodeURIComponent(id)}/cancel`,
    itemIndex,
    repeatForMs: READ_REPEAT_MS,
    ifUnknown: 'The upload may have been canceled. Look at it with Get.',
    ifStatus: {
      409: 'Contacts already added remain in the campaign. To stop dialing them, use Campaign: Stop.',
    },
  });
  const upload = readUpload(context, body);
  const isSimplified = context.getNodeParameter('simplify', itemIndex, true) === true;
  return {
    json: isSimplified ? simplifyUpload(upload) : rawUpload(upload),
    pairedItem: { item: itemIndex },
  };
}
