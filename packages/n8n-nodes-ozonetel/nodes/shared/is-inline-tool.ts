import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an agent or n8n's MCP trigger calls this node within its own run: then n8n takes the output at once, and
 * nobody resumes what was put to sleep. (n8n runs a tool of Agent 3 as a node like any other, which may sleep.)
 * n8n 1 has no `isToolExecution`; there the context of a tool is known by a function that no other context has.
 */
export function isInlineTool(context: IExecuteFunctions): boolean {
  const { isToolExecution } = context as Partial<Pick<IExecuteFunctions, 'isToolExecution'>>;
  return isToolExecution === undefined ? 'getNextRunIndex' in context : isToolExecution.call(context);
}
