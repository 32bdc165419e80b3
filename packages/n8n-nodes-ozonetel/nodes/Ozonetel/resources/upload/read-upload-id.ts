import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { readText } from '../../../shared/read-text';

/** The ID that an operation is about. @throws NodeOperationError if none is filled in */
export function readUploadId(context: IExecuteFunctions, itemIndex: number): string {
  const id = readText(context.getNodeParameter('uploadId', itemIndex));
  if (id !== '') return id;
  throw new NodeOperationError(context.getNode(), 'The upload has no ID', {
    description: 'Fill in Upload ID: the uploadId that Upload, Upload and Start or Stop returned.',
    itemIndex,
  });
}
