import { isRejectedRow } from '@ozonetel-bulk-upload/shared-types';

/** What a contact that was left out brings in addition to its own fields. */
const ADDED = ['row', 'line', 'reason'] as const;

/** The name of an added field when the contact already has one of that name. */
const renamed = (name: string): string => `rejected_${name}`;

/** The names of our fields before those of a contact, none of which is one of its own. */
export function rejectedFieldNames(
  names: readonly (typeof ADDED)[number][],
  headers: readonly string[],
): string[] {
  return names.map((name) => (headers.includes(name) ? renamed(name) : name));
}

/** How many of a contact's fields are ours: 0 unless it came out of the output Left Out. */
export function countRejectedFields(fields: readonly (readonly [name: string, value: unknown])[]): number {
  const names = fields.slice(0, ADDED.length).map(([name]) => name);
  const count = ADDED_ORDERS.find((order) =>
    order.every((name, index) => names[index] === name || names[index] === renamed(name)),
  )?.length;
  if (count === undefined) return 0;
  const cells = fields.slice(0, count).map(([, value]) => (isCell(value) ? String(value) : ''));
  return isRejectedRow(cells) ? count : 0;
}

const ADDED_ORDERS: readonly (readonly string[])[] = [ADDED, ['row', 'reason']];

function isCell(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
