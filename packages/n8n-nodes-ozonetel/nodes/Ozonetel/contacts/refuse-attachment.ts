import { recogniseContent, RECOGNISED_BYTES, refusalOf } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/**
 * A file beside the fields of an item may be a contact's, its contract for instance, where no setting says what it is.
 * @throws NodeOperationError that names the file and the setting
 */
export function refuseAttachment(
  context: IExecuteFunctions,
  file: { readonly field: string; readonly name: string | undefined; readonly content: Buffer },
  itemIndex: number,
): void {
  const item = context.getInputData()[itemIndex];
  const isAuto = context.getNodeParameter('source', 0, 'items') === 'auto';
  if (!isAuto || Object.keys(item?.json ?? {}).length === 0) return;
  const content = recogniseContent(file.content.subarray(0, RECOGNISED_BYTES));
  const refusal = refusalOf(content);
  if (refusal === undefined || content === 'empty') return;
  const named = file.name === undefined ? file.field : `${file.field}, ${file.name}`;
  throw new NodeOperationError(
    context.getNode(),
    `The input has a file (${named}) that is not a contact file`,
    {
      description: `${refusal} If the items are the contacts, set Contacts From to Input Items.`,
      itemIndex,
    },
  );
}
