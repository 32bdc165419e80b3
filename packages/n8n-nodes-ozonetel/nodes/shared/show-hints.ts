import type { IExecuteFunctions } from 'n8n-workflow';

/** Shows each message above the node's output. */
export function showHints(
  context: IExecuteFunctions,
  type: 'info' | 'warning',
  messages: readonly string[],
): void {
  const hints = messages.map((message) => ({ message, location: 'outputPane', type }) as const);
  if (hints.length > 0) context.addExecutionHints(...hints);
}
