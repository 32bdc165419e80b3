import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { asNodeError, errorItem } from '../../outcome/outcome-error';
import { cancelUpload } from './cancel';
import { getUpload } from './get';
import { getManyUploads } from './get-all';
import { getUnsentContacts } from './get-unsent';

/** Runs the operation for each item. @returns the outputs: uploads, and contacts that were left out */
export async function runUpload(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const results: INodeExecutionData[] = [];
  const rejected: INodeExecutionData[] = [];
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex += 1) {
    try {
      const operation = context.getNodeParameter('operation', itemIndex);
      if (operation === 'getAll') {
        results.push(...(await getManyUploads(context, itemIndex)));
        continue;
      }
      if (operation === 'getUnsent') {
        results.push(...(await getUnsentContacts(context, itemIndex)));
        continue;
      }
      if (operation === 'cancel') {
        results.push(await cancelUpload(context, itemIndex));
        continue;
      }
      const found = await getUpload(context, itemIndex);
      results.push(found.result);
      rejected.push(...found.rejected);
    } catch (error) {
      const nodeError = asNodeError(context, error, itemIndex);
      if (!context.continueOnFail()) throw nodeError;
      results.push(errorItem(context, nodeError, itemIndex));
    }
  }
  return [results, rejected];
}
