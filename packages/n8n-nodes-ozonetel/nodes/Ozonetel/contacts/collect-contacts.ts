import { isRejectedHeader, REJECTED_COLUMNS } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

/** Contacts out of input items: one row for each item. */
export interface CollectedContacts {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Index of each row's item. */
  readonly itemIndexes: readonly number[];
}

/** A column → cell, as an item has it. */
type Fields = Readonly<Record<string, unknown>>;

/** Collects the contacts of these items. @throws NodeOperationError for a field that fits into no cell */
export function collectContacts(
  context: IExecuteFunctions,
  items: readonly INodeExecutionData[],
  itemIndexes: readonly number[],
): CollectedContacts {
  const fieldsOf = fieldReader(context, items);
  const columns = new Map<string, number>();
  const rows = itemIndexes.map((itemIndex) => {
    const row: string[] = [];
    for (const [name, value] of Object.entries(fieldsOf(itemIndex))) {
      let column = columns.get(name);
      if (column === undefined) columns.set(name, (column = columns.size));
      while (row.length < column) row.push('');
      row[column] = toCell(context, { name, value, itemIndex });
    }
    return row;
  });
  return { headers: [...columns.keys()], rows, itemIndexes };
}

function fieldReader(
  context: IExecuteFunctions,
  items: readonly INodeExecutionData[],
): (itemIndex: number) => Fields {
  const isAutoMapped =
    context.getNodeParameter('contacts.mappingMode', 0, 'autoMapInputData') === 'autoMapInputData';
  if (isAutoMapped) return (itemIndex) => withoutRejection(items[itemIndex]?.json ?? {});
  return (itemIndex) => ({
    ...filledIn((context.getNodeParameter('contacts.value', itemIndex, {}) ?? {}) as Fields),
    ...readCustomColumns(context, itemIndex),
  });
}

/**
 * The mapper offers every column that Ozonetel documents: those that nobody fills in are no columns of the file. A
 * contact without a phone number is a contact all the same.
 */
function filledIn(fields: Fields): Fields {
  const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => name === 'PhoneNumber' || !isEmpty(value)),
  );
}

function readCustomColumns(context: IExecuteFunctions, itemIndex: number): Fields {
  const custom = context.getNodeParameter('customColumns.column', itemIndex, []) as readonly {
    readonly name: string;
    readonly value: unknown;
  }[];
  return Object.fromEntries(custom.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]));
}

/** Contacts that came out of the output Rejected and were mended come back with `row` and `reason` in front. */
function withoutRejection(fields: Fields): Fields {
  if (!isRejectedHeader(Object.keys(fields))) return fields;
  return Object.fromEntries(Object.entries(fields).slice(REJECTED_COLUMNS.length));
}

function toCell(
  context: IExecuteFunctions,
  { name, value, itemIndex }: { readonly name: string; readonly value: unknown; readonly itemIndex: number },
): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return '';
  throw new NodeOperationError(context.getNode(), `The field “${name}” holds a list or an object`, {
    description:
      'A contact is made of texts and numbers. Set Columns to Map Each Column Manually and pick the ones that the campaign needs, or remove this field with an Edit Fields node.',
    itemIndex,
  });
}
