import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypes,
  type IVersionedNodeType,
} from 'n8n-workflow';
import { Ozonetel } from '../../nodes/Ozonetel/Ozonetel.node';
import { OzonetelTrigger } from '../../nodes/OzonetelTrigger/OzonetelTrigger.node';

/** Stands for whatever comes before our node: gives out the items that it was made with. */
export class ItemSource implements INodeType {
  description: INodeType['description'] = {
    displayName: 'Items',
    name: 'items',
    group: ['trigger'],
    version: 1,
    description: '',
    defaults: { name: 'Items' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    properties: [],
  };

  constructor(private readonly items: readonly INodeExecutionData[]) {}

  // n8n calls it on a context of its own.
  execute = (): Promise<INodeExecutionData[][]> => Promise.resolve([[...this.items]]);
}

/** Stands for whatever comes after our node: passes its items on. */
export class Sink implements INodeType {
  description: INodeType['description'] = {
    displayName: 'Sink',
    name: 'sink',
    group: ['transform'],
    version: 1,
    description: '',
    defaults: { name: 'Sink' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    properties: [],
  };

  execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return Promise.resolve([this.getInputData()]);
  }
}

export function createNodeTypes(items: readonly INodeExecutionData[]): INodeTypes {
  const types: Record<string, INodeType> = {
    items: new ItemSource(items),
    sink: new Sink(),
    ozonetel: new Ozonetel(),
    ozonetelTrigger: new OzonetelTrigger(),
  };
  const find = (name: string): INodeType => {
    const type = types[name];
    if (type === undefined) throw new Error(`No node type ${name}.`);
    return type;
  };
  return {
    getByName: (name): INodeType | IVersionedNodeType => find(name),
    getByNameAndVersion: find,
    getKnownTypes: () => ({}),
  };
}
