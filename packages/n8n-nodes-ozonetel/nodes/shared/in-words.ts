import type { AdviceContext } from './advice-context';
import { itemsForRows } from './items-for-rows';
import { inLabels } from './labels';

/** A text of the check in the words of the node that asked for it. */
export function inWords(text: string, adviceContext?: Pick<AdviceContext, 'areItems'>): string {
  return inLabels(adviceContext?.areItems === true ? itemsForRows(text) : text);
}

/** Advice with the way to a field that a new node does not show until it is added under Options. */
export function inOptions(advice: string, adviceContext?: AdviceContext): string {
  if (adviceContext?.hasMoreOptions !== true) return advice;
  const isAdded = Object.keys(adviceContext.rules.columns).length > 0;
  const placed = advice.replace(/ to Leave Out\b(?! under Options)/, '$& under Options');
  return isAdded
    ? placed
    : placed.replace(/\b([Uu])nder Rename Columns,/g, '$1nder Options, add Rename Columns and');
}
