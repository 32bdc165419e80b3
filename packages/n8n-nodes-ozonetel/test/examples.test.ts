import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers, type INode, type INodeType } from 'n8n-workflow';
import { Ozonetel } from '../nodes/Ozonetel/Ozonetel.node';
import { OzonetelTrigger } from '../nodes/OzonetelTrigger/OzonetelTrigger.node';

const FOLDER = join(__dirname, '../examples');
const OURS: Readonly<Record<string, INodeType>> = {
  'n8n-nodes-ozonetel.ozonetel': new Ozonetel(),
  'n8n-nodes-ozonetel.ozonetelTrigger': new OzonetelTrigger(),
};

const examples = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

it('there are five examples, and the README has a line for each', () => {
  const readme = readFileSync(join(FOLDER, '../README.md'), 'utf8');
  expect(examples).toHaveLength(5);
  for (const name of examples) expect(readme).toContain(`examples/${name}`);
});

describe.each(examples)('%s', (name) => {
  const { nodes, connections } = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as {
    nodes: INode[];
    connections: Record<string, { main: { node: string }[][] }>;
  };

  it('gives our nodes parameters that they have and show, and nothing that they miss', () => {
    const ours = nodes.filter(({ type }) => type in OURS);
    expect(ours.length).toBeGreaterThan(0);
    for (const node of ours) {
      const { description } = OURS[node.type]!;
      const known = NodeHelpers.getNodeParameters(
        description.properties,
        node.parameters,
        true,
        false,
        node,
        description,
      );
      expect(known).toMatchObject(node.parameters);
      const issues = NodeHelpers.getNodeParametersIssues(
        description.properties,
        { ...node, parameters: known ?? {} },
        description,
      );
      expect(issues).toBeNull();
      const credentials = (description.credentials ?? []).map((credential) => credential.name);
      for (const credential of Object.keys(node.credentials ?? {})) expect(credentials).toContain(credential);
    }
  });

  it('connects nodes that are there', () => {
    const names = nodes.map((node) => node.name);
    for (const [from, { main }] of Object.entries(connections)) {
      expect(names).toContain(from);
      for (const target of main.flat()) expect(names).toContain(target.node);
    }
  });
});
