import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/** What was entered into two boxes that belong together, by their labels. */
export interface Pair {
  readonly list: string;
  readonly labels: readonly [string, string];
  readonly entered: readonly [unknown, unknown];
  /** What the second box usually takes. */
  readonly usual?: string;
}

/**
 * What is entered beside an empty box has no effect, though the user believes that it has.
 * @throws NodeOperationError that names the box
 */
export function refuseHalfFilled(
  context: IExecuteFunctions,
  { list, labels, entered, usual }: Pair,
  itemIndex: number,
): void {
  const [isFirstEmpty, isSecondEmpty] = entered.map(isEmptyBox);
  if (isFirstEmpty === isSecondEmpty) return;
  const enter = isFirstEmpty === true || usual === undefined ? 'Fill it in' : `Enter ${usual}`;
  throw new NodeOperationError(
    context.getNode(),
    `${labels[isFirstEmpty === true ? 0 : 1]} is empty in ${list}`,
    {
      description: `${enter}, or remove the entry from ${list}.`,
      itemIndex,
    },
  );
}

/** A box of blanks looks empty, and is. */
export function isEmptyBox(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
