import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { describeOutcome } from '../../../shared/describe-outcome';
import { inWords } from '../../../shared/in-words';
import { FEW_PROBLEMS } from '../../../shared/simplify-upload';
import { askForCheck } from '../../connector/ask-for-check';
import { askedOf, type Order, type OrderOutput } from '../../order/order';
import type { Check } from '../../outcome/check';
import { listProblems, ofInvalidRows } from '../../outcome/list-problems';
import { giveNotices } from './give-hints';
import { checkedOutcome } from './order-output';

/** Checks contacts by every rule and sends nothing. Faults are data: they are what was asked for. */
export async function checkOrder(context: IExecuteFunctions, order: Order): Promise<OrderOutput> {
  const check = checkedHere(order) ?? (await checkInConnector(context, order));
  const { outcome, counts, problems, notices, columns, leftOut } = check;
  const { settings, itemIndex } = order;
  giveNotices(context, order, { notices: [...notices] });
  const asked = { ...askedOf(settings), isCheck: true };
  const words = describeOutcome({ counts, outcome, problems: [...problems] }, asked);
  const canBeSent = outcome.status === 'success';
  const invalid = ofInvalidRows(problems);
  const lines = listProblems(invalid, counts?.invalid ?? 0, leftOut, asked);
  const json = {
    canBeSent,
    code: outcome.code,
    ...words,
    ...(canBeSent ? { title: 'The contacts can be uploaded' } : {}),
    ...(counts === undefined ? {} : { counts: { ...counts } }),
    invalidContacts: lines,
    notices: notices.map(({ message }) => inWords(message, asked)),
    columns: columns.map(({ source, target }) => ({ source, target })),
    ...(settings.isSimplified
      ? {}
      : { problems: problems.slice(0, FEW_PROBLEMS).map((problem) => ({ ...problem })) }),
  };
  return { results: [{ json, pairedItem: { item: itemIndex } }], rejected: leftOut };
}

/** undefined if this node has not read the contacts. */
function checkedHere({ contacts }: Order): Check | undefined {
  if (contacts?.checked === undefined) return undefined;
  const { checked, rejected } = contacts;
  const outcome = checked.outcome ?? checkedOutcome(checked.counts.valid);
  return { ...checked, outcome, leftOut: rejected };
}

async function checkInConnector(context: IExecuteFunctions, order: Order): Promise<Check> {
  if (order.settings.mode === 'connector') return askForCheck(context, order);
  throw new NodeOperationError(context.getNode(), 'Only the connector can check .xlsx files', {
    description:
      'Set Connect Via to Our Connector Service; or put an Extract From File node before this one, and set Contacts From to Input Items.',
    itemIndex: order.itemIndex,
  });
}
