import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { getContactColumns } from '../../nodes/Ozonetel/contacts/get-contact-columns';
import { Ozonetel } from '../../nodes/Ozonetel/Ozonetel.node';
import {
  ASHA,
  contacts,
  fileItem,
  NO_DIGIT,
  startDirectScene,
  type DirectScene,
} from '../harness/direct-scene';

const V2 = { typeVersion: 2 };
const SHORT = { PhoneNumber: '12345', Name: 'Sunil' };
const AGAIN = { PhoneNumber: '09876543210', Name: 'Asha again' };
const IS_SHORT = 'The phone number has fewer than 7 digits in 1 item (item 2): check that it is complete.';

let scene: DirectScene;
beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

/** An upload of a file that the connector fetches with a header. */
function fetched(header: INodeParameters): INodeParameters {
  const additionalOptions = { fileHeaders: { header: [header] } };
  return { mode: 'connector', source: 'url', fileUrl: 'https://crm.example.com/all.csv', additionalOptions };
}

/** The lists of entries of several boxes. */
function entryLists(): INodeProperties[] {
  const { properties } = new Ozonetel().description;
  return properties
    .flatMap((one) => (one.name === 'additionalOptions' ? (one.options ?? []) : [one]))
    .filter((one): one is INodeProperties => 'type' in one && one.type === 'fixedCollection');
}

const drop = { operation: 'upload', additionalOptions: { invalidRows: 'drop' } };

describe('the advice of an upload that succeeded', () => {
  it.each([
    ['says that nothing is left where that is so', contacts(ASHA), 'Nothing is left to do.'],
    ['repeats what was noticed about a contact that is in', contacts(ASHA, SHORT), IS_SHORT],
    [
      'leads to the output with the contacts that are not in',
      contacts(ASHA, NO_DIGIT),
      '1 contact was left out: see the output Left Out.',
    ],
    [
      'tells the repeats from those that are not in',
      contacts(ASHA, SHORT, NO_DIGIT, AGAIN),
      `2 contacts were left out, 1 of them as a repeat of one that is in: see the output Left Out. ${IS_SHORT}`,
    ],
  ])('%s', async (_, items, advice) => {
    const execution = await scene.run(drop, items, V2);
    await execution.awake();
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { state: 'succeeded', advice } }]);
  });
});

describe('an entry of two boxes of which one is empty is refused, by the label of that box', () => {
  it.each<[string, INodeParameters, string, string]>([
    [
      'the column of Ozonetel',
      { additionalOptions: { columns: { column: [{ source: 'Handset', target: '' }] } } },
      'Column for Ozonetel is empty in Rename Columns',
      'Enter PhoneNumber, or remove the entry from Rename Columns.',
    ],
    [
      'the column of the contacts',
      { additionalOptions: { columns: { column: [{ source: '', target: 'PhoneNumber' }] } } },
      'Your Column is empty in Rename Columns',
      'Fill it in, or remove the entry from Rename Columns.',
    ],
    [
      'the name of a column that is mapped by hand',
      {
        source: 'items',
        contacts: { mappingMode: 'defineBelow', value: { PhoneNumber: '9876543210' } },
        customColumns: { column: [{ name: '', value: 'Pune' }] },
      },
      'Name is empty in Custom Columns',
      'Fill it in, or remove the entry from Custom Columns.',
    ],
    [
      'a name of blanks',
      {
        source: 'items',
        contacts: { mappingMode: 'defineBelow', value: { PhoneNumber: '9876543210' } },
        customColumns: { column: [{ name: ' ', value: 'Pune' }] },
      },
      'Name is empty in Custom Columns',
      'Fill it in, or remove the entry from Custom Columns.',
    ],
    [
      'the name of a header',
      fetched({ name: '', value: 'Bearer of-the-crm' }),
      'Name is empty in File Request Headers',
      'Fill it in, or remove the entry from File Request Headers.',
    ],
    [
      'the value of a header',
      fetched({ name: 'Authorization', value: '' }),
      'Value is empty in File Request Headers',
      'Fill it in, or remove the entry from File Request Headers.',
    ],
  ])('%s', async (_, parameters, message, description) => {
    const execution = await scene.run({ operation: 'upload', ...parameters }, contacts(ASHA), V2);
    expect(execution.finished.error).toMatchObject({ message, description });
    expect(scene.simulator.requestLog.received).toBe(0);
  });

  it('and no list of such entries is missing above', () => {
    const lists = entryLists().map(({ name }) => name);
    expect([...new Set(lists)].sort()).toEqual(['columns', 'customColumns', 'fileHeaders']);
  });

  it('but a node of release 0.1 goes on without that entry', async () => {
    const columns = { column: [{ source: 'Handset', target: '' }] };
    const { finished } = await scene.run({ operation: 'upload', columns }, contacts(ASHA));
    expect(finished.error).toBeUndefined();
  });
});

it('a check that found a contact to correct speaks of no earlier upload', async () => {
  const { outputs } = (await scene.run({ ...drop, operation: 'check' }, contacts(NO_DIGIT), V2)).finished;
  expect(outputs[0]).toMatchObject([{ json: { advice: 'Correct them before you upload them.' } }]);
});

it('Rename Columns is called an option only where it is one, and is not added twice', async () => {
  const columns = { column: [{ source: 'Handset', target: 'PhoneNumber' }] };
  const file = [fileItem('Lead ID,Town\n7,Pune\n', 'crm.csv')];
  const run = async (parameters: INodeParameters, node: object) =>
    (await scene.run({ operation: 'upload', ...parameters }, file, node)).finished.error?.description;
  expect(await run({}, V2)).toContain('Under Options, add Rename Columns and map one');
  expect(await run({ additionalOptions: { columns } }, V2)).toContain('Under Rename Columns, map one');
  expect(await run({ source: 'binary' }, { typeVersion: 1 })).toContain('Under Rename Columns, map one');
});

it.each<[string, INodeParameters, string]>([
  [
    'Automatically',
    {},
    'Set Contacts From to Input Items and Mapping Column Mode to Map Each Column Manually,',
  ],
  ['Input Items', { source: 'items' }, 'Set Mapping Column Mode to Map Each Column Manually,'],
  [
    'Input Items, mapped by hand',
    {
      source: 'items',
      contacts: { mappingMode: 'defineBelow', value: { PhoneNumber: '={{ $json.tags }}' } },
    },
    'Under Values to Send, give PhoneNumber a text or a number.',
  ],
])('a field that fits into no cell is met by what can be changed: %s', async (_, parameters, advice) => {
  const items = [{ json: { PhoneNumber: '9876543210', tags: ['a', 'b'] } }];
  const { error } = (await scene.run({ operation: 'upload', ...parameters }, items, V2)).finished;
  expect(error?.description).toContain(advice);
});

/** Characters that n8n's editor shows of a label in a list of entries, or in its mapper. */
const SHOWN_LABEL = 21;

it('no label in the mapper or in a list of entries is longer than the editor shows', async () => {
  const { fields } = await getContactColumns.call({} as never);
  const inLists = entryLists()
    .flatMap(({ options }) => options ?? [])
    .flatMap((option) => ('values' in option ? option.values : []));
  const labels = [...fields, ...inLists].map(({ displayName }) => displayName);
  expect(labels.length).toBeGreaterThan(8);
  expect(labels.filter((label) => label.length > SHOWN_LABEL)).toEqual([]);
});
