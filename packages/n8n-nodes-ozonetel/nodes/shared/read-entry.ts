import { NodeOperationError, type INode } from 'n8n-workflow';

/** What an expression has given to a field, by the label of the field. */
export interface Entry {
  readonly label: string;
  readonly value: unknown;
  readonly itemIndex?: number;
}

type Context = { getNode(): INode };

/** The text of a field, trimmed: an expression may give a number. @throws NodeOperationError for a list or an object */
export function readTextEntry(context: Context, entry: Entry): string {
  if (!isPlain(entry.value)) throw refused(context, entry, 'a text');
  return toText(entry.value);
}

/** The entries of a field that takes several, separated by commas or lines, or as a list. @throws NodeOperationError */
export function readListEntry(context: Context, entry: Entry): string[] {
  const values: readonly unknown[] = Array.isArray(entry.value) ? entry.value : [entry.value];
  if (!values.every(isPlain)) throw refused(context, entry, 'a text or a list of texts');
  return values
    .flatMap((value) => toText(value).split(/[,\n]/))
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** A number above 0. @throws NodeOperationError for anything else, and for one above `max` */
export function readNumberEntry(context: Context, entry: Entry, max = Infinity): number {
  const number = isPlain(entry.value) ? Number(toText(entry.value)) : NaN;
  if (number > 0 && number <= max) return number;
  const limit = max === Infinity ? '' : ` and at most ${max.toLocaleString('en')}`;
  throw refused(context, entry, `a number above 0${limit}`);
}

type Plain = string | number | boolean | null | undefined;

function isPlain(value: unknown): value is Plain {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
}

function toText(value: Plain): string {
  return String(value ?? '').trim();
}

function refused(context: Context, { label, value, itemIndex }: Entry, wanted: string): NodeOperationError {
  const kind = isPlain(value) ? `“${toText(value)}”` : Array.isArray(value) ? 'a list' : 'an object';
  return new NodeOperationError(context.getNode(), `${label} must be ${wanted}, not ${kind}`, {
    description: `Correct ${label}. If it is an expression, see what it gives for this item.`,
    ...(itemIndex === undefined ? {} : { itemIndex }),
  });
}
