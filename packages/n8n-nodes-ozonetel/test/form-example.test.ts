import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { fileItem, startDirectScene, type DirectScene } from './harness/direct-scene';

const FORMS = ['../examples/upload-by-form.json', '../../../demo/workflows/upload-by-form.json'];

let scene: DirectScene;
beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

describe.each(FORMS)('the form of %s', (path) => {
  const { nodes } = JSON.parse(readFileSync(join(__dirname, path), 'utf8')) as { nodes: INode[] };
  const parametersOf = (name: string): INodeParameters => {
    const found = nodes.find((node) => node.name === name);
    if (found === undefined) throw new Error(`The form has no node ${name}.`);
    return found.parameters;
  };

  /** The last page for people who drop this file, as the expressions of the form's own nodes give it. */
  const drop = async (csv: string, choice: 'Upload' | 'Upload and start' = 'Upload') => {
    const { additionalOptions = {}, operation = 'upload' } = parametersOf(choice);
    const parameters = { campaignName: 'Diwali', additionalOptions, operation };
    const node = { typeVersion: 2, onError: 'continueErrorOutput' as const };
    const execution = await scene.run(parameters, [fileItem(csv, 'contacts.csv')], node);
    if (execution.isAsleep) await execution.awake();
    const [results = [], leftOut = [], errors = []] = execution.finished.outputs;
    const $ = (name: string) => ({
      isExecuted: name === choice,
      first: () => results[0],
      all: (output: number) => (output === 0 ? results : leftOut),
    });
    const evaluate = (text: unknown, $json: IDataObject = {}): unknown => {
      const template = String(text).replace(/^=/, '');
      const whole = /^\{\{(.*)\}\}$/s.exec(template)?.[1];
      if (whole !== undefined) return runInNewContext(whole, { $, $json });
      return template.replace(/\{\{(.*?)\}\}/gs, (_, code: string) =>
        String(runInNewContext(code, { $, $json })),
      );
    };
    const [refused] = errors;
    if (refused !== undefined) {
      return {
        page: evaluate(parametersOf('Show what to change')['completionMessage'], refused.json),
        file: [],
      };
    }
    const json = results[0]?.json ?? {};
    const file = leftOut.filter((item) => passes('Rows to correct', (value) => evaluate(value, item.json)));
    const isNothing = passes('Nothing to correct', (value) => evaluate(value, json));
    expect(isNothing).toBe(file.length === 0);
    const last = isNothing ? 'Show the outcome' : 'Show the outcome and the left-out rows';
    return { page: evaluate(parametersOf(last)['completionMessage'], json), file };
  };

  const passes = (name: string, evaluate: (value: unknown) => unknown): boolean => {
    const { conditions } = parametersOf(name)['conditions'] as unknown as {
      conditions: { leftValue: string; rightValue: unknown; operator: { operation: string } }[];
    };
    return conditions.every(({ leftValue, rightValue, operator: { operation } }) => {
      const left = evaluate(leftValue);
      return operation === 'equals' ? left === rightValue : !String(left).startsWith(String(rightValue));
    });
  };

  const asFile = (items: readonly INodeExecutionData[]): string =>
    [Object.keys(items[0]?.json ?? {}), ...items.map(({ json }) => Object.values(json))]
      .map((cells) => cells.map((cell) => JSON.stringify(cell)).join(','))
      .join('\n');

  it('gives back the rows to correct without the repeats, and that file corrected doubles nobody', async () => {
    const csv = 'PhoneNumber,Name\n9876543210,Asha\nnobody,Meera\n09876543210,Asha again\n';
    const { page, file } = await drop(csv);
    expect(page).toBe(
      '1 contact is in the campaign. 1 was a repeat and is in already. 1 contact was left out. Your browser has saved left-out-rows.csv, with the reason in each row: correct that file, and upload it.',
    );
    expect(file).toMatchObject([{ json: { PhoneNumber: 'nobody', Name: 'Meera' } }]);
    await drop(asFile(file).replace('nobody', '9876543211'));
    const { contacts } = scene.simulator.campaigns.find('acme', 'Diwali') ?? {};
    expect(contacts).toHaveLength(2);
  });

  it('gives back no file where only repeats were left out', async () => {
    const { page, file } = await drop('PhoneNumber\n9876543210\n9876543210\n09876543210\n');
    expect(page).toBe('1 contact is in the campaign. 2 were repeats and are in already.');
    expect(file).toEqual([]);
  });

  it('says that the campaign was started', async () => {
    const { page } = await drop('PhoneNumber\n9876543210\n', 'Upload and start');
    expect(page).toBe('1 contact is in the campaign, and the campaign was started.');
  });

  it('says that a number in the campaign is too short', async () => {
    const { page } = await drop('PhoneNumber\n9876543210\n12345\n');
    expect(page).toBe(
      '2 contacts are in the campaign. The phone number has fewer than 7 digits in 1 row (line 3): check that it is complete.',
    );
  });

  it('leaves out a row that is wider than the header instead of asking for a setting', async () => {
    const { page, file } = await drop('PhoneNumber,Name\n9876543210,Asha\n9876543211,Ravi,Pune\n');
    expect(page).toMatch(/^1 contact is in the campaign\. 1 contact was left out\./);
    expect(file).toHaveLength(1);
  });

  it.each([
    [
      'Lead ID,Town\n7,Pune\n',
      'Found: Lead ID, Town. In your spreadsheet, name the column with phone numbers PhoneNumber, and upload it again.',
    ],
    [
      'Mobile,Phone\n9876543210,9876543211\n',
      'Found: Mobile, Phone. Mobile and Phone could each be it. In your spreadsheet, name the column with phone numbers PhoneNumber, and upload it again.',
    ],
    [
      'PhoneNumber,Phone Number\n9876543210,9876543211\n',
      'PhoneNumber, Phone Number would all be PhoneNumber. In your spreadsheet, give every column a name of its own, and upload it again.',
    ],
    [
      `${Array.from({ length: 41 }, (_, index) => `c${index}`).join(',')}\n`,
      expect.stringMatching(/In your spreadsheet, (name|remove)/),
    ],
    [
      'PhoneNumber\n',
      'Upload a .csv or .xlsx file with the names of its columns in the first row, and a contact below.',
    ],
  ])('tells people who have a spreadsheet alone what to change in it: %j', async (csv, page) => {
    expect((await drop(csv)).page).toEqual(page);
  });

  it('names no field of the node for any file that is refused', async () => {
    for (const csv of ['a\n1\n', 'PhoneNumber\n', '', '<html></html>', 'Mobile,Phone\n1234567,1234567\n']) {
      expect((await drop(csv)).page).not.toMatch(/Options|Rename Columns|Invalid Rows|before this node/);
    }
  });
});
