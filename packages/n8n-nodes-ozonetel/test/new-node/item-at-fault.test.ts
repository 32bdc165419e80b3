import type { INodeExecutionData } from 'n8n-workflow';
import {
  ASHA,
  contacts,
  fileItem,
  NO_DIGIT,
  RAVI,
  startDirectScene,
  type DirectScene,
} from '../harness/direct-scene';

const V2 = { typeVersion: 2 };
const UPLOAD = { operation: 'upload', waitForOutcome: false };

let scene: DirectScene;
beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

/** The item that n8n writes before an error, counted from 0; undefined if it writes none. */
const itemOf = (error: { readonly message: string } | undefined): unknown => {
  if (error === undefined || !('context' in error)) throw new Error('This is no error of a node.');
  return (error.context as { readonly itemIndex?: number }).itemIndex;
};

const refuse = async (items: readonly INodeExecutionData[], parameters: object = {}) =>
  (await scene.run({ ...UPLOAD, ...parameters }, items, V2)).finished.error;

it('n8n calls the item the one at fault that the message names, where that is a single one', async () => {
  const error = await refuse(contacts(ASHA, RAVI, NO_DIGIT));
  expect(error?.description).toContain('Item 3 (Meera)');
  expect(itemOf(error)).toBe(2);
});

it('n8n calls no item the one at fault where the message names several, or the whole input', async () => {
  const several = await refuse(contacts(ASHA, NO_DIGIT, NO_DIGIT));
  expect(several?.description).toMatch(/Item 2.*Item 3/s);
  expect(itemOf(several)).toBeUndefined();
  expect(itemOf(await refuse(contacts({ Town: 'Pune' }, { Town: 'Agra' })))).toBeUndefined();
  expect(itemOf(await refuse(contacts(ASHA, RAVI), { campaignName: 'Nowhere' }))).toBeUndefined();
  const waits = { campaignName: '={{ $json.to }}', waitForOutcome: true };
  const two = contacts({ ...ASHA, to: 'Diwali' }, { ...RAVI, to: 'Holi' });
  expect(itemOf(await refuse(two, waits))).toBeUndefined();
});

it('an error about the only item of an upload is that item’s', async () => {
  const [asha] = contacts(ASHA);
  const error = await refuse([asha!, fileItem('PhoneNumber\ncall me\n', 'a.csv')]);
  expect(itemOf(error)).toBe(1);
});

it('an error of several items goes on in the place of the first with Continue On Fail', async () => {
  const node = { ...V2, onError: 'continueRegularOutput' as const };
  const { outputs } = (await scene.run(UPLOAD, contacts(ASHA, NO_DIGIT, NO_DIGIT), node)).finished;
  expect(outputs[0]).toMatchObject([
    { json: { error: 'Some phone numbers are not valid' }, pairedItem: { item: 0 } },
  ]);
});

describe('rows of a Google Sheet', () => {
  const rows = contacts(
    { row_number: 2, ...ASHA },
    { row_number: 3, ...RAVI },
    { row_number: 4, ...NO_DIGIT },
  );

  it('are named by their number in the sheet', async () => {
    expect((await refuse(rows))?.description).toContain('Row 4 (Meera): The phone number has no digit.');
  });

  it('keep that number on the output Left Out, and come back without it', async () => {
    const drop = { ...UPLOAD, additionalOptions: { invalidRows: 'drop' } };
    const [, leftOut = []] = (await scene.run(drop, rows, V2)).finished.outputs;
    expect(leftOut).toMatchObject([{ json: { row: 3, row_number: 4, ...NO_DIGIT } }]);
    const [back] = leftOut;
    const corrected = contacts({ ...back!.json, PhoneNumber: '9876543299' });
    const { outputs } = (await scene.run({ ...drop, operation: 'check' }, corrected, V2)).finished;
    const columns = [
      { source: 'PhoneNumber', target: 'PhoneNumber' },
      { source: 'Name', target: 'Name' },
    ];
    expect(outputs[0]).toMatchObject([{ json: { canBeSent: true, columns } }]);
  });

  it('lose that number on Left Out in a node of release 0.1, as before', async () => {
    const drop = { operation: 'upload', invalidRows: 'drop' };
    const [, leftOut = []] = (await scene.run(drop, rows)).finished.outputs;
    expect(leftOut[0]?.json).not.toHaveProperty('row_number');
  });
});

it('items without a file are told so before they are told to wait one by one', async () => {
  const parameters = { operation: 'upload', source: 'binary', waitForOutcome: true };
  const error = await refuse(contacts(ASHA, RAVI), parameters);
  expect(error?.message).toBe('The input has no file');
});
