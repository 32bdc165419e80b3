import {
  countRejectedColumns,
  unguardCell,
  withoutMarks,
  type Upload,
} from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { askConnector, isByteStream, READ_REPEAT_MS } from '../../shared/connector-api';
import { inLabels } from '../../shared/labels';
import type { NodeContext } from '../../shared/node-context';
import { readRecords } from './csv-records';
import { rejectedFieldNames } from '../contacts/rejected-fields';

/** Whether an upload has rows that were left out. */
export function hasRejected({ counts }: Pick<Upload, 'counts'>): boolean {
  return counts !== undefined && counts.invalid + counts.duplicates > 0;
}

/**
 * The contacts that the connector left out, as they come out of the output Left Out, paired to the item of the upload.
 * The file is read as it arrives: what is in memory beside the items is a part of it.
 */
export async function fetchRejected(
  context: NodeContext,
  uploadId: string,
  itemIndex: number,
  repeatForMs = READ_REPEAT_MS,
): Promise<INodeExecutionData[]> {
  const { status, body } = await askConnector(context, {
    method: 'GET',
    path: `/v1/uploads/${encodeURIComponent(uploadId)}/rejected.csv`,
    itemIndex,
    allowedStatus: 404,
    isStreamed: true,
    repeatForMs,
  });
  return status === 404 ? [] : readRejected(context, body, itemIndex);
}

/** The contacts of a `rejected.csv` that arrives as a stream. */
export async function readRejected(
  context: NodeContext,
  body: unknown,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  if (!isByteStream(body)) return [];
  const items: INodeExecutionData[] = [];
  for await (const json of readContacts(context, body)) {
    items.push({ json, pairedItem: { item: itemIndex } });
  }
  return items;
}

async function* readContacts(context: NodeContext, body: AsyncIterable<Buffer>): AsyncGenerator<IDataObject> {
  let table: RejectedTable | undefined;
  for await (const cells of readRecords(context, body, 'rejected.csv')) {
    if (table === undefined) table = readHeader(cells);
    // The last line of a file that was cut has no number: it says how many rows are missing.
    else if (cells[0] !== '') yield toContact(table, cells);
  }
}

interface RejectedTable {
  readonly names: readonly string[];
  /** Columns before the contact's own, the last of which is the reason. */
  readonly added: number;
}

function readHeader(cells: readonly string[]): RejectedTable {
  const columns = cells.map(withoutMarks);
  const added = countRejectedColumns(columns);
  const own = columns.slice(added);
  const ours = rejectedFieldNames(added === 3 ? ['row', 'line', 'reason'] : ['row', 'reason'], own);
  return { names: [...ours, ...own], added };
}

function toContact({ names, added }: RejectedTable, cells: readonly string[]): IDataObject {
  return Object.fromEntries(
    names.map((name, column) => {
      const cell = cells[column] ?? '';
      return [name, column < added - 1 ? Number(cell) : column < added ? inLabels(cell) : unguardCell(cell)];
    }),
  );
}
