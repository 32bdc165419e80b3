import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Execution, WorkflowOptions } from './execution';
import type { TestN8n } from './test-n8n';

/** An n8n in which one Ozonetel node is run, and what it sends to. */
export interface NodeScene {
  readonly n8n: TestN8n;
  run(
    parameters: INodeParameters,
    items?: readonly INodeExecutionData[],
    node?: WorkflowOptions['node'],
  ): Promise<Execution>;
  close(): Promise<void>;
}

/** @param defaults parameters that each run has unless it says otherwise */
export function createRun(n8n: TestN8n, defaults: INodeParameters): NodeScene['run'] {
  return (parameters, items, node) =>
    n8n.execute({
      parameters: { ...defaults, ...parameters },
      ...(items === undefined ? {} : { items }),
      ...(node === undefined ? {} : { node }),
    });
}
