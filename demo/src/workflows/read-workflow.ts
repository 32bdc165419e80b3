import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { WorkflowInput } from '@ozonetel-bulk-upload/n8n-runner';

const nodeSchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  credentials: z
    .record(z.string(), z.looseObject({ name: z.string(), id: z.string().optional() }))
    .optional(),
});

const workflowSchema = z.object({
  name: z.string(),
  nodes: z.array(nodeSchema),
  connections: z.record(z.string(), z.unknown()),
  settings: z.record(z.string(), z.unknown()).default({}),
});

export interface WorkflowValues {
  /** Credential type → id of the credential to use for it. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Placeholder → text: `{CAMPAIGN}` in any parameter becomes the text of `CAMPAIGN`. */
  readonly texts: Readonly<Record<string, string>>;
}

/** An example workflow from its file, with the credentials and texts of this run. */
export async function readWorkflow(
  file: string,
  { credentials, texts }: WorkflowValues,
): Promise<WorkflowInput> {
  const workflow = workflowSchema.parse(JSON.parse(await readFile(file, 'utf8')), {});
  const nodes = workflow.nodes.map((node) => ({
    ...fillIn(node, texts),
    ...(node.credentials === undefined
      ? {}
      : {
          credentials: Object.fromEntries(
            Object.entries(node.credentials).map(([type, { name }]) => [
              type,
              { name, id: credentials[type] },
            ]),
          ),
        }),
  }));
  return { ...workflow, nodes };
}

function fillIn<T>(value: T, texts: Readonly<Record<string, string>>): T {
  const filled = JSON.stringify(value).replace(/\{([A-Z_]+)\}/g, (placeholder, name: string) => {
    const text = texts[name];
    return text === undefined ? placeholder : JSON.stringify(text).slice(1, -1);
  });
  return JSON.parse(filled) as T;
}
