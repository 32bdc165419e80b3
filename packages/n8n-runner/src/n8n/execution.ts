import { z } from 'zod';

const itemSchema = z.object({ json: z.record(z.string(), z.unknown()) });
const nodeRunSchema = z.object({
  error: z.object({ message: z.string(), description: z.string().nullish() }).optional(),
  data: z
    .object({ main: z.array(z.array(itemSchema).nullable()) })
    .partial()
    .optional(),
});

/** One run of a workflow, as n8n's public API shows it with its data. */
export const executionSchema = z.object({
  id: z.coerce.string(),
  workflowId: z.string(),
  /** `success`, `error`, `waiting`, `running`, `canceled`, `crashed`, `new`, `unknown`. */
  status: z.string(),
  /** `webhook`, `trigger`, `manual` and others. */
  mode: z.string(),
  startedAt: z.string().nullish(),
  stoppedAt: z.string().nullable().default(null),
  data: z
    .object({
      resultData: z.object({
        runData: z.record(z.string(), z.array(nodeRunSchema)).default({}),
        lastNodeExecuted: z.string().optional(),
        error: z.object({ message: z.string() }).optional(),
      }),
    })
    .optional(),
});

export type Execution = z.infer<typeof executionSchema>;

/** The JSON of the items that a node gave out in its last run, on one of its outputs. */
export function itemsOf(execution: Execution, node: string, output = 0): Record<string, unknown>[] {
  const run = execution.data?.resultData.runData[node]?.at(-1);
  return run?.data?.main?.[output]?.map(({ json }) => json) ?? [];
}

/** Why an execution failed, in n8n's words; undefined if it did not. */
export function errorOf(execution: Execution): string | undefined {
  const { runData, error } = execution.data?.resultData ?? {};
  const failed = Object.values(runData ?? {}).flat();
  const nodeError = failed.find((run) => run.error !== undefined)?.error;
  const said = [nodeError?.message ?? error?.message, nodeError?.description];
  const words = said.filter((part) => typeof part === 'string' && part !== '').join(' ');
  return words === '' ? undefined : words;
}
