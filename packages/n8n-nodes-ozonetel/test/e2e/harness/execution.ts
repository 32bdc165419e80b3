export interface Item {
  readonly json: Record<string, unknown>;
  readonly pairedItem?: { readonly item: number } | { readonly item: number }[] | number;
}

export interface NodeRun {
  readonly error?: { message: string; description?: string | null; context?: Record<string, unknown> };
  readonly data?: { readonly main?: (Item[] | null)[] };
}

/** One run of a workflow as n8n's public API tells it. */
export interface Execution {
  readonly id: string;
  readonly status: string;
  readonly mode: string;
  readonly stoppedAt?: string | null;
  readonly data?: { resultData: { runData: Record<string, NodeRun[]>; error?: NodeRun['error'] } };
}

/** What the editor's list of executions tells of one. */
export type ExecutionSummary = Pick<Execution, 'id' | 'status' | 'stoppedAt'>;

/** The items of one output of a node in its latest run. */
export function itemsOf(execution: Execution, node: string, output = 0): Item[] {
  return execution.data?.resultData.runData[node]?.at(-1)?.data?.main?.[output] ?? [];
}
