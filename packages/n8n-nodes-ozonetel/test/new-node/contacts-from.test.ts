import type { INodeExecutionData } from 'n8n-workflow';
import { ASHA, contacts, fileItem, RAVI, startDirectScene, type DirectScene } from '../harness/direct-scene';

const CSV = 'Mobile No,Full Name\n9876543210,Asha\n9876543211,Ravi\n';
const UPLOAD = { operation: 'upload', waitForOutcome: false };

let scene: DirectScene;
beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

const run = (parameters: Parameters<DirectScene['run']>[0], items: readonly INodeExecutionData[]) =>
  scene.run({ ...UPLOAD, ...parameters }, items, { typeVersion: 2 });

/** An item of n8n's Form Trigger: the file is described in its fields, and held in a binary field of its name. */
const formItem = (...files: readonly string[]): INodeExecutionData => {
  const data = fileItem(CSV, 'crm.csv').binary!['data']!;
  return {
    json: {
      contacts_file: [{ filename: 'crm.csv', mimetype: 'text/csv', size: CSV.length }],
      submittedAt: '2026-11-28T10:00:00.000+05:30',
      formMode: 'production',
    },
    binary: Object.fromEntries(files.map((name) => [name, data])),
  };
};

describe('Contacts From: Automatically', () => {
  it('takes the file of a form, whatever its field is called', async () => {
    const { error, outputs } = (await run({}, [formItem('contacts_file')])).finished;
    expect(error).toBeUndefined();
    expect(outputs[0]).toMatchObject([{ json: { state: 'processing', counts: { rows: 2, sent: 2 } } }]);
  });

  it('takes items without a file as contacts', async () => {
    const { outputs } = (await run({}, contacts(ASHA, RAVI))).finished;
    expect(outputs[0]).toMatchObject([{ json: { counts: { rows: 2, sent: 2 } } }]);
  });

  it('lists the files of an item that has several', async () => {
    const { error } = (await run({}, [formItem('contacts_file_0', 'contacts_file_1')])).finished;
    expect(error?.message).toBe('The input has 2 files: contacts_file_0, contacts_file_1');
    expect(error?.description).toMatch(/Set Contacts From to File, and Input Binary Field/);
    expect(scene.simulator.requestLog.received).toBe(0);
  });

  it('says that a file was dropped on the way where only its description arrives', async () => {
    const { json } = formItem();
    const { error } = (await run({}, [{ json }])).finished;
    expect(error?.message).toBe('The input describes a file (contacts_file), but the file itself is missing');
  });
});

describe('Contacts From: File', () => {
  it('takes the only file of an item without being told its field', async () => {
    const { outputs } = (await run({ source: 'binary' }, [formItem('contacts_file')])).finished;
    expect(outputs[0]).toMatchObject([{ json: { counts: { rows: 2 } } }]);
  });

  it('takes the file that is named among several', async () => {
    const item = formItem('photo', 'contacts_file');
    const named = { source: 'binary', binaryPropertyName: 'contacts_file' };
    expect((await run(named, [item])).finished.error).toBeUndefined();
  });

  it('names the fields that are there where the named one is not', async () => {
    const { error } = (await run({ source: 'binary', binaryPropertyName: 'data' }, [formItem('sheet')]))
      .finished;
    expect(error?.message).toBe('The input has no file called data');
    expect(error?.description).toBe(
      'It has sheet. Set Input Binary Field to the one with the contacts, or leave it empty.',
    );
  });

  it('says where contacts may come from instead when no item has a file', async () => {
    const { error } = (await run({ source: 'binary' }, contacts(ASHA))).finished;
    expect(error?.message).toBe('The input has no file');
    expect(error?.description).toMatch(/set Contacts From to Input Items/);
  });
});

describe.each([1, 2])('Contacts From: Input Items, in version %i of the node', (typeVersion) => {
  it.each([
    ['a form with a file', formItem('contacts_file')],
    ['a file alone', { ...fileItem(CSV, 'crm.csv'), binary: { contacts_file: formItem('x').binary!['x']! } }],
  ])('of %s says which field to change', async (_, item) => {
    const { error } = (await scene.run({ ...UPLOAD, source: 'items' }, [item], { typeVersion })).finished;
    expect(error?.message).toBe('The input is a file (contacts_file). Set Contacts From to File.');
    expect(scene.simulator.requestLog.received).toBe(0);
  });
});

it('one stop is made for the campaign that items without a campaign column share', async () => {
  const stop = { operation: 'stop', campaignName: { __rl: true, mode: 'list', value: 'Running' } };
  const { outputs } = (await scene.run(stop, contacts(ASHA, RAVI), { typeVersion: 2 })).finished;
  expect(outputs[0]).toMatchObject([{ json: { state: 'succeeded', campaignName: 'Running' } }]);
  expect(scene.simulator.requestLog.received).toBe(1);
});
