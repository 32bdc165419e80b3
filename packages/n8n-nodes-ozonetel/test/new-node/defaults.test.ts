import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeHelpers, type INode, type INodeParameters } from 'n8n-workflow';
import { Ozonetel } from '../../nodes/Ozonetel/Ozonetel.node';
import { OzonetelTrigger } from '../../nodes/OzonetelTrigger/OzonetelTrigger.node';

const { description } = new Ozonetel();

const nodeOf = (typeVersion: number, parameters: INodeParameters = {}): INode => ({
  id: 'x',
  name: 'Ozonetel',
  type: 'ozonetel',
  typeVersion,
  position: [0, 0],
  parameters,
});

/** What n8n fills in, or the editor shows. */
const resolve = (node: INode): INodeParameters =>
  NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ??
  {};

const shown = (node: INode) => {
  const values = resolve(node);
  return description.properties.filter(
    (property) =>
      property.type !== 'hidden' && NodeHelpers.displayParameter(values, property, node, description, values),
  );
};

const credentialsOf = (node: INode) =>
  (description.credentials ?? [])
    .filter((credential) =>
      NodeHelpers.displayParameter(resolve(node), credential, node, description, resolve(node)),
    )
    .map(({ name }) => name);

it('a new node shows seven controls, and the way to connect before what it decides', () => {
  expect(shown(nodeOf(2)).map(({ displayName }) => displayName)).toEqual([
    'Resource',
    'Connect Via',
    'Operation',
    'Campaign Name',
    'Contacts From',
    'Wait for Outcome',
    'Options',
  ]);
});

it.each([
  ['stop', ['Resource', 'Connect Via', 'Operation', 'Campaign Name', 'Options']],
  ['check', ['Resource', 'Connect Via', 'Operation', 'Contacts From', 'Options']],
])('the operation %s of a new node waits for nothing', (operation, labels) => {
  const names = shown(nodeOf(2, { operation }))
    .filter(({ type }) => type !== 'notice')
    .map(({ displayName }) => displayName);
  expect(names).toEqual(labels);
});

it('a check needs no Ozonetel account, and the connector only where it is chosen', () => {
  expect(credentialsOf(nodeOf(2, { operation: 'check' }))).toEqual([]);
  expect(credentialsOf(nodeOf(2, { operation: 'check', mode: 'connector' }))).toEqual([
    'ozonetelConnectorApi',
  ]);
  expect(credentialsOf(nodeOf(2))).toEqual(['ozonetelApi']);
});

it('the operations and the second output have the names that the documentation uses', () => {
  const [ofCampaign, ofUpload] = description.properties
    .filter(({ name }) => name === 'operation')
    .map(({ options }) => options?.map((option) => ('value' in option ? [option.name, option.value] : [])));
  expect(ofCampaign).toEqual([
    ['Upload', 'upload'],
    ['Upload and Start', 'start'],
    ['Stop', 'stop'],
    ['Check Contacts', 'check'],
  ]);
  expect(ofUpload).toEqual([
    ['Get', 'get'],
    ['Get Many', 'getAll'],
    ['Get Unsent Contacts', 'getUnsent'],
    ['Cancel', 'cancel'],
  ]);
  expect(description.outputNames).toEqual(['Uploads', 'Left Out']);
});

it('the entry that the nodes panel has for both nodes, with the text of the trigger, says that contacts are uploaded', () => {
  expect(new OzonetelTrigger().description.description).toMatch(/put contacts into .* campaigns, or start/i);
});

it('the option Invalid Rows, once added, leaves them out; a node without it sends nothing', () => {
  const collection = description.properties.find(({ name }) => name === 'additionalOptions');
  const option = collection?.options?.find(({ name }) => name === 'invalidRows');
  expect(option).toMatchObject({ displayName: 'Invalid Rows', default: 'drop' });
});

it('a node that release 0.1 has saved keeps the defaults of that release', () => {
  expect(resolve(nodeOf(1, { campaignName: 'Diwali' }))).toEqual({
    resource: 'campaign',
    mode: 'direct',
    operation: 'upload',
    campaignName: 'Diwali',
    source: 'items',
    contacts: { mappingMode: 'autoMapInputData', value: null },
    columns: {},
    invalidRows: 'fail',
    waitForOutcome: false,
    simplify: true,
    additionalOptions: {},
    options: { binaryData: true },
  });
});

it('whoever is sent to the Callback URL is told to turn off what hides it', () => {
  const collection = description.properties.find(({ name }) => name === 'additionalOptions');
  const options = (waitForOutcome: boolean) =>
    (collection?.options ?? []).filter(
      (option) =>
        'displayName' in option &&
        option.name === 'callbackUrl' &&
        NodeHelpers.displayParameter(
          {},
          option,
          nodeOf(2),
          description,
          resolve(nodeOf(2, { waitForOutcome })),
        ),
    );
  expect([options(true).length, options(false).length]).toEqual([0, 1]);
  const notice = new OzonetelTrigger().description.properties.find(({ name }) => name === 'directNotice');
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8').replace(/[_\s]+/g, ' ');
  const sentences = [notice?.displayName ?? '', ...readme.split(/(?<=\.) |\|/)].filter((text) =>
    /Callback URL/.test(text),
  );
  expect(sentences.length).toBeGreaterThan(2);
  for (const sentence of sentences)
    expect(sentence).toMatch(/turn off Wait for Outcome|Wait for Outcome off/);
});
