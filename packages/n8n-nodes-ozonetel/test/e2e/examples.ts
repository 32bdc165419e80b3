import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workflow } from './harness/n8n';
import { project } from './harness/project';
import type { World } from './harness/world';

export function describeExamples(world: () => World): void {
  const folder = join(project.n8nPackage, 'examples');
  it.each(readdirSync(folder))('%s is imported as it is', async (name) => {
    const workflow = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Workflow;
    const nodes = workflow.nodes.map((node) => ({ ...node, credentials: {} }));
    const id = await world().n8n.createWorkflow({ ...workflow, nodes });
    const { nodes: imported } = await world().n8n.getWorkflow(id);
    expect(imported).toMatchObject(
      workflow.nodes.map((node) => ({ parameters: (node as { parameters: object }).parameters })),
    );
  });
}
