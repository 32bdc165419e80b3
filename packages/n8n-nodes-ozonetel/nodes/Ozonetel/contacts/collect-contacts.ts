import { withoutMarks } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { isFirstVersion } from '../../shared/node-version';
import { readTextEntry } from '../../shared/read-entry';
import { isEmptyBox, refuseHalfFilled } from './refuse-half-filled';
import { fileNames, findFileField } from './find-file';
import { countRejectedFields } from './rejected-fields';

/** Contacts out of input items: one row for each item. */
export interface CollectedContacts {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Index of each row's item. */
  readonly itemIndexes: readonly number[];
  /** The row of a sheet that an item says it is. */
  readonly sheetRows: readonly unknown[];
}

/** Column and cell, as an item has them. */
type Field = readonly [name: string, value: unknown];

/** Collects the contacts of these items. @throws NodeOperationError for a field that fits into no cell */
export function collectContacts(
  context: IExecuteFunctions,
  items: readonly INodeExecutionData[],
  itemIndexes: readonly number[],
): CollectedContacts {
  const isAuto = isAutoMapped(context);
  if (isAuto) refuseFile(context, items, itemIndexes);
  const fieldsOf = isAuto
    ? (itemIndex: number) => ownFields(items[itemIndex]?.json ?? {})
    : mappedFields(context);
  const columns = new Map<string, number>();
  const rows = itemIndexes.map((itemIndex) => {
    const row: string[] = [];
    for (const [name, value] of fieldsOf(itemIndex)) {
      let column = columns.get(name);
      if (column === undefined) columns.set(name, (column = columns.size));
      while (row.length < column) row.push('');
      row[column] = toCell(context, { name, value, itemIndex });
    }
    return row;
  });
  const sheetRows = isFirstVersion(context)
    ? []
    : itemIndexes.map((itemIndex) => items[itemIndex]?.json[SHEET_ROW]);
  return { headers: [...columns.keys()], rows, itemIndexes, sheetRows };
}

/** Items that are or describe a file are not contacts: the error names the field to change. */
function refuseFile(
  context: IExecuteFunctions,
  items: readonly INodeExecutionData[],
  itemIndexes: readonly number[],
): void {
  for (const itemIndex of itemIndexes) {
    const item = items[itemIndex];
    const [file] = fileNames(item);
    const described = findFileField(item);
    const isFileAlone = file !== undefined && Object.keys(item?.json ?? {}).length === 0;
    if (described === undefined && !isFileAlone) continue;
    if (file !== undefined) {
      throw new NodeOperationError(
        context.getNode(),
        `The input is a file (${file}). Set Contacts From to File.`,
        { itemIndex },
      );
    }
    throw new NodeOperationError(
      context.getNode(),
      `The input describes a file (${described}), but the file itself is missing`,
      {
        description:
          'A node in between has dropped it. Connect this node to the one that gives the file, or let the node in between keep binary data.',
        itemIndex,
      },
    );
  }
}

function mappedFields(context: IExecuteFunctions): (itemIndex: number) => readonly Field[] {
  return (itemIndex) => {
    const mapped = context.getNodeParameter('contacts.value', itemIndex, {}) as object | null;
    return [...filledIn(Object.entries(mapped ?? {})), ...readCustomColumns(context, itemIndex)];
  };
}

/** What n8n's Google Sheets node adds to each row. */
export const SHEET_ROW = 'row_number';

/** Contacts that came out of the output Left Out and were corrected come back with `row` and `reason` in front. */
function ownFields(json: object): readonly Field[] {
  const all = Object.entries(json).map(([name, value]) => [withoutMarks(name), value] as const);
  const fields = all.some(([name]) => name === SHEET_ROW) ? all.filter(([name]) => name !== SHEET_ROW) : all;
  return fields.slice(countRejectedFields(fields));
}

/**
 * The mapper offers every column that Ozonetel documents: those that nobody fills in are no columns of the file. A
 * contact without a phone number is a contact all the same.
 */
function filledIn(fields: readonly Field[]): readonly Field[] {
  const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';
  return fields.filter(([name, value]) => name === 'PhoneNumber' || !isEmpty(value));
}

function readCustomColumns(context: IExecuteFunctions, itemIndex: number): readonly Field[] {
  const custom = context.getNodeParameter('customColumns.column', itemIndex, []) as readonly {
    readonly name: unknown;
    readonly value: unknown;
  }[];
  const label = 'Name in Custom Columns';
  // Spaces around the name of a column may be its own.
  const readName = (name: unknown): string =>
    typeof name === 'string' ? name : readTextEntry(context, { label, value: name, itemIndex });
  if (!isFirstVersion(context)) {
    for (const { name, value } of custom.filter((column) => isEmptyBox(column.name))) {
      const pair = { list: 'Custom Columns', labels: ['Name', 'Value'], entered: [name, value] } as const;
      refuseHalfFilled(context, pair, itemIndex);
    }
  }
  return custom.filter(({ name }) => !isEmptyBox(name)).map(({ name, value }) => [readName(name), value]);
}

function toCell(
  context: IExecuteFunctions,
  { name, value, itemIndex }: { readonly name: string; readonly value: unknown; readonly itemIndex: number },
): string {
  const plain = toPlain(value);
  if (typeof plain === 'string') return plain;
  if (typeof plain === 'number' || typeof plain === 'boolean') return String(plain);
  if (plain === null || plain === undefined) return '';
  throw new NodeOperationError(context.getNode(), `The field “${name}” holds a list or an object`, {
    description: `A contact is made of texts and numbers. ${adviseOnField(context, name)}`,
    itemIndex,
  });
}

/** A date, of JavaScript or of Luxon, as n8n stores it: in ISO 8601. */
function toPlain(value: unknown): unknown {
  const isOwnJson =
    typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function';
  return isOwnJson ? (value.toJSON as () => unknown)() : value;
}

/** By the labels that n8n's editor gives to the field Columns, which it does not show by its name. */
function adviseOnField(context: IExecuteFunctions, name: string): string {
  if (!isAutoMapped(context)) return `Under Values to Send, give ${name} a text or a number.`;
  const isSource = context.getNodeParameter('source', 0, 'items') === 'items';
  const from = isSource ? '' : 'Contacts From to Input Items and ';
  return `Set ${from}Mapping Column Mode to Map Each Column Manually, and fill in those that the campaign needs; or remove this field with an Edit Fields node.`;
}

function isAutoMapped(context: IExecuteFunctions): boolean {
  return context.getNodeParameter('contacts.mappingMode', 0, 'autoMapInputData') === 'autoMapInputData';
}
